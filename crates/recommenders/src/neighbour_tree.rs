//! The nearest points to a place in MUSIC space, exactly.
//!
//! A kd-tree (Bentley, CACM 18(9), 1975): points are halved along the axis they spread most on until [`LEAF`] are left,
//! each node with the box around its points (Omohundro, TR-89-063, 1989). A box's distance is summed in the order in
//! which a point's is, so rounding never makes it more than that of a point within: nothing is missed.

use std::collections::BinaryHeap;

use domain::MusicFactor;

const AXES: usize = MusicFactor::COUNT;
/// How many points are looked at one by one.
const LEAF: usize = 16;

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
    /// Leaf by leaf.
    points: Vec<(Place, u32)>,
    /// A node's left child stands right behind it.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    low: Place,
    high: Place,
    /// The lowest number of a point within: among equals at the edge of the search nobody is looked at in vain.
    first_point: u32,
    start: u32,
    end: u32,
    /// The right child; 0 in a leaf.
    right: u32,
}

impl NeighbourTree {
    /// O(points log points). Points keep the numbers they come with.
    ///
    /// # Panics
    /// If a coordinate is not finite or there are more than 2^32 - 1 points.
    pub fn new(points: impl IntoIterator<Item = (Place, u32)>, distance: Distance) -> Self {
        let points: Vec<_> = points.into_iter().collect();
        assert!(points.iter().all(|(place, _)| place.iter().all(|value| value.is_finite())), "finite coordinates");
        let n_points = u32::try_from(points.len()).expect("fewer than 2^32 points");
        let mut tree = Self { distance, points, nodes: Vec::new() };
        if n_points > 0 {
            tree.grow(0, n_points);
        }
        tree
    }

    fn grow(&mut self, start: u32, end: u32) -> u32 {
        let number = self.nodes.len() as u32;
        let points = &mut self.points[start as usize..end as usize];
        let node = Node::around(points, start, end);
        let (n_points, axis) = (points.len(), node.widest_axis());
        self.nodes.push(node);
        if n_points > LEAF {
            // Those in one place are halved by number, so that a search among equals can stop.
            let middle = n_points / 2;
            points.select_nth_unstable_by(middle, |a, b| a.0[axis].total_cmp(&b.0[axis]).then(a.1.cmp(&b.1)));
            self.grow(start, start + middle as u32);
            let right = self.grow(start + middle as u32, end);
            self.nodes[number as usize].right = right;
        }
        number
    }

    /// The `k` nearest points to `place` for which `is_asked` says yes, nearest first; all of them if they are fewer.
    ///
    /// Ties at the edge go to the lower number. `is_asked` is asked about a point at most once, and only if the point
    /// is near enough. About O(k + log points) where points spread, O(points) at worst.
    pub fn nearest(&self, place: &Place, k: usize, mut is_asked: impl FnMut(u32) -> bool) -> Vec<Neighbour> {
        let mut found = BinaryHeap::new();
        let mut open = Vec::new();
        if k > 0 && !self.nodes.is_empty() {
            open.push((self.nodes[0].apart(place, self.distance), 0));
        }
        while let Some((bound, number)) = open.pop() {
            let node = &self.nodes[number as usize];
            if !is_near(&found, k, Neighbour { distance: bound, point: node.first_point }) {
                continue;
            }
            if node.right == 0 {
                self.look_at(node, place, k, &mut is_asked, &mut found);
            } else {
                let children = [number + 1, node.right]
                    .map(|child| (self.nodes[child as usize].apart(place, self.distance), child));
                let [left, right] = children;
                // The nearer one is taken off the end first.
                open.extend(if right.0 < left.0 { [left, right] } else { [right, left] });
            }
        }
        let unit = |neighbour: Neighbour| match self.distance {
            Distance::L1 => neighbour,
            Distance::L2 => Neighbour { distance: neighbour.distance.sqrt(), ..neighbour },
        };
        found.into_sorted_vec().into_iter().map(unit).collect()
    }

    fn look_at(
        &self,
        leaf: &Node,
        place: &Place,
        k: usize,
        is_asked: &mut impl FnMut(u32) -> bool,
        found: &mut BinaryHeap<Neighbour>,
    ) {
        for (other, point) in &self.points[leaf.start as usize..leaf.end as usize] {
            let neighbour =
                Neighbour { distance: sum_of(self.distance, |axis| place[axis] - other[axis]), point: *point };
            if is_near(found, k, neighbour) && is_asked(*point) {
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

/// The distance of two places; under L2 its square, which orders as it does.
#[inline]
fn sum_of(distance: Distance, difference: impl Fn(usize) -> f64) -> f64 {
    match distance {
        Distance::L1 => (0..AXES).map(|axis| difference(axis).abs()).sum(),
        Distance::L2 => (0..AXES).map(|axis| difference(axis) * difference(axis)).sum(),
    }
}

/// How far two places are apart.
pub(crate) fn apart(distance: Distance, a: &Place, b: &Place) -> f64 {
    let sum = sum_of(distance, |axis| a[axis] - b[axis]);
    if distance == Distance::L2 { sum.sqrt() } else { sum }
}

impl Node {
    fn around(points: &[(Place, u32)], start: u32, end: u32) -> Self {
        let edge = |axis: usize, pick: fn(f64, f64) -> f64| {
            points.iter().map(|(place, _)| place[axis]).reduce(pick).expect("a node has points")
        };
        let low = std::array::from_fn(|axis| edge(axis, f64::min));
        let high = std::array::from_fn(|axis| edge(axis, f64::max));
        let first_point = points.iter().map(|(_, point)| *point).min().expect("a node has points");
        Self { low, high, first_point, start, end, right: 0 }
    }

    fn widest_axis(&self) -> usize {
        let width = |axis: &usize| self.high[*axis] - self.low[*axis];
        (0..AXES).max_by(|a, b| width(a).total_cmp(&width(b))).expect("there are axes")
    }

    #[inline]
    fn apart(&self, place: &Place, distance: Distance) -> f64 {
        sum_of(distance, |axis| (self.low[axis] - place[axis]).max(place[axis] - self.high[axis]).max(0.0))
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
