//! Against a plain search, and against scikit-learn's.

use super::{Distance, Neighbour, NeighbourTree, Place, apart};

/// A linear congruential generator (Knuth's MMIX), upper bits.
fn draws(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

fn plain(
    points: &[Place],
    place: &Place,
    k: usize,
    distance: Distance,
    is_asked: &dyn Fn(u32) -> bool,
) -> Vec<Neighbour> {
    let all = points.iter().zip(0..).filter(|(_, point)| is_asked(*point));
    let mut all: Vec<_> =
        all.map(|(other, point)| Neighbour { distance: apart(distance, place, other), point }).collect();
    all.sort();
    all.truncate(k);
    all
}

/// Coordinates are multiples of 1/8, so that many places and distances coincide and none is rounded.
#[track_caller]
fn check(seed: u64, n_points: usize, n_values: u64) {
    let mut draw = draws(seed);
    let mut place = || -> Place { std::array::from_fn(|_| draw(n_values) as f64 / 8.0) };
    let points: Vec<Place> = (0..n_points).map(|_| place()).collect();
    let places: Vec<Place> = (0..20).map(|_| place()).collect();
    for distance in [Distance::L1, Distance::L2] {
        let tree = NeighbourTree::new(points.iter().copied().zip(0..), distance);
        for place in places.iter().chain(points.iter().take(10)) {
            for k in [0, 1, 7, 50, n_points + 1] {
                assert_eq!(tree.nearest(place, k, |_| true), plain(&points, place, k, distance, &|_| true));
                let is_asked = |point| point % 3 == 1;
                assert_eq!(tree.nearest(place, k, is_asked), plain(&points, place, k, distance, &is_asked));
            }
        }
    }
}

#[test]
fn neighbours_are_those_of_a_plain_search() {
    check(1, 0, 9);
    check(2, 1, 9);
    check(3, 17, 1000);
    check(4, 1000, 1000);
    check(5, 3000, 3);
    check(6, 500, 1);
    check(7, 2000, 2);
    for (seed, n_points) in (8..).zip([31, 32, 33, 64, 65, 96, 97, 128]) {
        check(seed, n_points, 60);
    }
}

#[test]
fn nobody_is_asked_twice_and_few_are_asked_among_equals() {
    let tree = NeighbourTree::new((0..5000).map(|point| ([1.0; 5], point)), Distance::L2);
    let mut asked = vec![0; 5000];
    let found = tree.nearest(&[1.0; 5], 3, |point| {
        asked[point as usize] += 1;
        true
    });
    assert_eq!(found.iter().map(|neighbour| neighbour.point).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(asked.iter().all(|n| *n <= 1) && asked.iter().sum::<i32>() < 100);
}

/// `points.csv` and what `sklearn.neighbors.NearestNeighbors` finds in it, brute force and kd-tree: made by
/// `tests/clients/make_neighbours_fixture.py`.
#[test]
fn neighbours_are_those_of_scikit_learn() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/neighbours");
    let rows = |name: &str| -> Vec<Vec<f64>> {
        let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect()
    };
    let points: Vec<Place> = rows("points.csv").iter().map(|row| row.as_slice().try_into().unwrap()).collect();
    for (name, distance) in [("l1", Distance::L1), ("l2", Distance::L2)] {
        let tree = NeighbourTree::new(points.iter().copied().zip(0..), distance);
        let expected = rows(&format!("{name}.csv"));
        assert_eq!(expected.len(), 40 * 10);
        for nearest in expected.chunks(10) {
            let query = nearest[0][0] as u32;
            let found = tree.nearest(&points[query as usize], 10, |point| point != query);
            for (row, neighbour) in nearest.iter().zip(found) {
                assert_eq!(row[1] as u32, neighbour.point, "{name} of {query}");
                assert!((row[2] - neighbour.distance).abs() < 1e-12);
            }
        }
    }
}
