//! How popular each song is: percentile, self-information, and head, middle or tail.

/// A third of all listening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PopularityClass {
    /// The most popular songs: those that gather the first third of all (user, song) pairs of the training side.
    Head,
    /// Those that gather the second third.
    Mid,
    /// All others, songs without a listener among them.
    Tail,
}

impl PopularityClass {
    /// How many there are.
    pub const COUNT: usize = 3;
}

/// Songs by ascending number of listeners, in groups of equal numbers.
fn groups(listeners: &[u32], songs: &[u32]) -> Vec<Vec<u32>> {
    let mut order = songs.to_vec();
    order.sort_by_key(|&song| listeners[song as usize]);
    order.chunk_by(|&a, &b| listeners[a as usize] == listeners[b as usize]).map(<[u32]>::to_vec).collect()
}

/// The percentile of each song among the candidates, from 0 to 1: the share of candidates with fewer listeners plus
/// half the share of those with as many. The mean over the candidates is 1/2. O(songs log songs).
pub(crate) fn percentiles(listeners: &[u32], candidates: &[bool]) -> Vec<f64> {
    let songs: Vec<u32> = (0..listeners.len() as u32).filter(|&song| candidates[song as usize]).collect();
    let n = songs.len() as f64;
    let mut percentiles = vec![0.0; listeners.len()];
    let mut below = 0;
    for group in groups(listeners, &songs) {
        for &song in &group {
            percentiles[song as usize] = (below as f64 + group.len() as f64 / 2.0) / n;
        }
        below += group.len();
    }
    percentiles
}

/// -log2 of the share of the training users that listen to each song; a song nobody listens to counts as one with a
/// single listener.
pub(crate) fn self_information(listeners: &[u32], n_training_users: usize) -> Vec<f64> {
    let n = n_training_users.max(1) as f64;
    listeners.iter().map(|&listeners| -(f64::from(listeners.max(1)) / n).log2()).collect()
}

/// The class of each song. A song is in the head if all songs with more listeners gather less than a third of all
/// pairs, and in the middle if they gather less than two thirds; so songs with equally many listeners are in one class.
pub(crate) fn classes(listeners: &[u32]) -> Vec<PopularityClass> {
    let songs: Vec<u32> = (0..listeners.len() as u32).collect();
    let all: u64 = listeners.iter().copied().map(u64::from).sum();
    let mut classes = vec![PopularityClass::Tail; listeners.len()];
    let mut gathered = 0_u64;
    for group in groups(listeners, &songs).into_iter().rev() {
        let class = class(gathered, all);
        for &song in &group {
            classes[song as usize] = class;
            gathered += u64::from(listeners[song as usize]);
        }
    }
    classes
}

fn class(gathered: u64, all: u64) -> PopularityClass {
    if 3 * gathered < all {
        PopularityClass::Head
    } else if 3 * gathered < 2 * all {
        PopularityClass::Mid
    } else {
        PopularityClass::Tail
    }
}
