//! The nearest points to a place in MUSIC space, exactly.
//!
//! A kd-tree (Bentley, CACM 18(9), 1975): points are parted along the axis they spread most on until [`LEAF`] are left,
//! each part with the box around its points (Omohundro, TR-89-063, 1989). A box's distance is summed in the order in
//! which a point's is, so rounding never makes it more than that of a point within: nothing is missed.
//!
//! Both boxes of a node and all points of a leaf lie axis by axis, so that a processor works on several at once. What
//! each distance is does not depend on how many it takes.

use std::collections::BinaryHeap;

use domain::MusicFactor;

const AXES: usize = MusicFactor::COUNT;
/// How many points are looked at together.
const LEAF: usize = 32;

/// A place on the MUSIC axes.
pub type Place = [f64; AXES];

/// How far two places are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Distance {
    /// The sum of the absolute differences.
    L1,
    /// The root of the sum of the squared differences.
    L2,
}

/// A point and how far it is; nearer is less, then the lower number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Under the tree's [`Distance`].
    pub distance: f64,
    /// The point's number.
    pub point: u32,
}

/// Points with finite coordinates, ready to be searched.
#[derive(Clone, Debug)]
pub struct NeighbourTree {
    distance: Distance,
    root: Option<Part>,
    nodes: Vec<Node>,
    leaves: Vec<Leaf>,
}

/// Two parts, each with the box around its points.
#[derive(Clone, Debug)]
struct Node {
    low: [[f64; 2]; AXES],
    high: [[f64; 2]; AXES],
    parts: [Part; 2],
}

#[derive(Clone, Copy, Debug)]
struct Part {
    /// The lowest number of a point within: among equals at the edge of the search nobody is looked at in vain.
    first_point: u32,
    place: PartPlace,
}

#[derive(Clone, Copy, Debug)]
enum PartPlace {
    Node(u32),
    Leaf(u32),
}

/// Up to [`LEAF`] points; behind them zeros.
#[derive(Clone, Debug)]
struct Leaf {
    places: [[f64; LEAF]; AXES],
    points: [u32; LEAF],
    n_points: usize,
}

impl NeighbourTree {
    /// O(points log points). Points keep the numbers they come with.
    ///
    /// # Panics
    /// If a coordinate is not finite or there are more than 2^32 - 1 points.
    pub fn new(points: impl IntoIterator<Item = (Place, u32)>, distance: Distance) -> Self {
        let mut points: Vec<_> = points.into_iter().collect();
        assert!(points.iter().all(|(place, _)| place.iter().all(|value| value.is_finite())), "finite coordinates");
        assert!(u32::try_from(points.len()).is_ok(), "fewer than 2^32 points");
        let leaves = Vec::with_capacity(points.len().div_ceil(LEAF));
        let mut tree = Self { distance, root: None, nodes: Vec::new(), leaves };
        if !points.is_empty() {
            let bounds = Bounds::around(&points);
            tree.root = Some(tree.grow(&mut points, &bounds));
        }
        tree
    }

    fn grow(&mut self, points: &mut [(Place, u32)], bounds: &Bounds) -> Part {
        let first_point = bounds.first_point;
        if points.len() <= LEAF {
            self.leaves.push(Leaf::of(points));
            return Part { first_point, place: PartPlace::Leaf(self.leaves.len() as u32 - 1) };
        }
        let (axis, middle) = (bounds.widest_axis(), (points.len() / 2).next_multiple_of(LEAF));
        // Those in one place are parted by number, so that a search among equals can stop.
        points.select_nth_unstable_by(middle - 1, |a, b| a.0[axis].total_cmp(&b.0[axis]).then(a.1.cmp(&b.1)));
        let (left, right) = points.split_at_mut(middle);
        let sides = [Bounds::around(left), Bounds::around(right)];
        let number = self.nodes.len();
        let unknown = Part { first_point, place: PartPlace::Leaf(0) };
        self.nodes.push(Node {
            low: std::array::from_fn(|axis| [0, 1].map(|side: usize| sides[side].low[axis])),
            high: std::array::from_fn(|axis| [0, 1].map(|side: usize| sides[side].high[axis])),
            parts: [unknown; 2],
        });
        let parts = [self.grow(left, &sides[0]), self.grow(right, &sides[1])];
        self.nodes[number].parts = parts;
        Part { first_point, place: PartPlace::Node(number as u32) }
    }

    /// The `k` nearest points to `place` for which `is_asked` says yes, nearest first; all of them if they are fewer.
    ///
    /// Ties at the edge go to the lower number. `is_asked` is asked about a point at most once, and only if the point
    /// is near enough. About O(k + log points) where points spread, O(points) at worst.
    pub fn nearest(&self, place: &Place, k: usize, is_asked: impl FnMut(u32) -> bool) -> Vec<Neighbour> {
        match self.distance {
            Distance::L1 => self.search(place, k, is_asked, f64::abs),
            Distance::L2 => {
                let mut found = self.search(place, k, is_asked, |difference| difference * difference);
                for neighbour in &mut found {
                    neighbour.distance = neighbour.distance.sqrt();
                }
                found
            }
        }
    }

    /// Neighbours at the sum over the axes of what `term` makes of the difference.
    #[inline]
    fn search(
        &self,
        place: &Place,
        k: usize,
        mut is_asked: impl FnMut(u32) -> bool,
        term: impl Fn(f64) -> f64,
    ) -> Vec<Neighbour> {
        let mut found = BinaryHeap::new();
        let mut open: Vec<(f64, Part)> = self.root.filter(|_| k > 0).map(|root| (0.0, root)).into_iter().collect();
        while let Some((bound, part)) = open.pop() {
            if !is_near(&found, k, Neighbour { distance: bound, point: part.first_point }) {
                continue;
            }
            match part.place {
                PartPlace::Node(number) => {
                    let node = &self.nodes[number as usize];
                    let [left, right] = node.apart(place, &term);
                    let [left, right] = [(left, node.parts[0]), (right, node.parts[1])];
                    // The nearer one is taken off the end first.
                    open.extend(if right.0 < left.0 { [left, right] } else { [right, left] });
                }
                PartPlace::Leaf(number) => {
                    self.leaves[number as usize].look_at(place, k, &mut is_asked, &term, &mut found);
                }
            }
        }
        found.into_sorted_vec()
    }
}

impl Leaf {
    fn of(points: &[(Place, u32)]) -> Self {
        let mut leaf = Self { places: [[0.0; LEAF]; AXES], points: [0; LEAF], n_points: points.len() };
        for (at, (place, point)) in points.iter().enumerate() {
            leaf.places.iter_mut().zip(place).for_each(|(axis, value)| axis[at] = *value);
            leaf.points[at] = *point;
        }
        leaf
    }

    #[inline]
    fn look_at(
        &self,
        place: &Place,
        k: usize,
        is_asked: &mut impl FnMut(u32) -> bool,
        term: impl Fn(f64) -> f64,
        found: &mut BinaryHeap<Neighbour>,
    ) {
        let mut distances = [0.0; LEAF];
        for (here, there) in place.iter().zip(&self.places) {
            for (distance, there) in distances.iter_mut().zip(there) {
                *distance += term(here - there);
            }
        }
        for (&distance, &point) in distances.iter().zip(&self.points).take(self.n_points) {
            let neighbour = Neighbour { distance, point };
            if is_near(found, k, neighbour) && is_asked(point) {
                if found.len() == k {
                    found.pop();
                }
                found.push(neighbour);
            }
        }
    }
}

/// Whether a neighbour would be among the `k` nearest so far.
#[inline]
fn is_near(found: &BinaryHeap<Neighbour>, k: usize, neighbour: Neighbour) -> bool {
    found.len() < k || found.peek().is_some_and(|farthest| neighbour < *farthest)
}

/// How far two places are apart.
pub(crate) fn apart(distance: Distance, a: &Place, b: &Place) -> f64 {
    let differences = a.iter().zip(b).map(|(a, b)| a - b);
    match distance {
        Distance::L1 => differences.map(f64::abs).sum(),
        Distance::L2 => differences.map(|difference| difference * difference).sum::<f64>().sqrt(),
    }
}

impl Node {
    /// How far the boxes of its parts are from a place.
    #[inline]
    fn apart(&self, place: &Place, term: impl Fn(f64) -> f64) -> [f64; 2] {
        let mut sums = [0.0; 2];
        for (here, (low, high)) in place.iter().zip(self.low.iter().zip(&self.high)) {
            for (sum, (low, high)) in sums.iter_mut().zip(low.iter().zip(high)) {
                *sum += term((low - here).max(here - high).max(0.0));
            }
        }
        sums
    }
}

/// The box around some points.
struct Bounds {
    low: Place,
    high: Place,
    first_point: u32,
}

impl Bounds {
    /// Of at least one point.
    fn around(points: &[(Place, u32)]) -> Self {
        let mut bounds = Self { low: points[0].0, high: points[0].0, first_point: points[0].1 };
        for (place, point) in points {
            bounds.low.iter_mut().zip(place).for_each(|(low, value)| *low = low.min(*value));
            bounds.high.iter_mut().zip(place).for_each(|(high, value)| *high = high.max(*value));
            bounds.first_point = bounds.first_point.min(*point);
        }
        bounds
    }

    fn widest_axis(&self) -> usize {
        let width = |axis: &usize| self.high[*axis] - self.low[*axis];
        (0..AXES).max_by(|a, b| width(a).total_cmp(&width(b))).expect("there are axes")
    }
}

impl Eq for Neighbour {}

impl PartialOrd for Neighbour {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Neighbour {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.distance.total_cmp(&other.distance).then(self.point.cmp(&other.point))
    }
}

impl Distance {
    /// Its name in a plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::L1 => "l1",
            Self::L2 => "l2",
        }
    }
}

impl std::str::FromStr for Distance {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        [Self::L1, Self::L2].into_iter().find(|distance| distance.name() == name).ok_or(())
    }
}

#[cfg(test)]
mod tests;
