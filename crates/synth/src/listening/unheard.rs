//! Every song is played by some train user: a song that nobody drew takes the place of a popular one.

use rand::RngExt;

use super::Listening;
use crate::stream::{Topic, stream};

/// A song with more train listeners than this can spare one, or than the mean where that is less:
/// as long as a song has no listener, some other one is above the mean.
const CAN_SPARE_ONE: usize = 30;

/// Puts each unheard song into a random train user's plays. O(plays).
pub(super) fn place(listening: &mut Listening, n_songs: usize) {
    let n_train = listening.n_train();
    let mut n_listeners = listening.n_listeners(n_songs, 0..n_train);
    let enough = CAN_SPARE_ONE.min(n_train / n_songs) as u32;
    let mut rng = stream(listening.seed, Topic::Unheard, 0);
    let mut touched = Vec::new();
    for song in 0..n_songs {
        while n_listeners[song] == 0 {
            let place = rng.random_range(0..n_train as u64) as usize;
            let popular = listening.song_at(place) as usize;
            if n_listeners[popular] > enough {
                listening.plays[place] = listening.plays[place].of_song(song as u32);
                n_listeners[popular] -= 1;
                n_listeners[song] = 1;
                touched.push(listening.bounds.partition_point(|&bound| bound <= place) - 1);
            }
        }
    }
    sort_again(listening, touched);
}

fn sort_again(listening: &mut Listening, mut users: Vec<usize>) {
    users.sort_unstable();
    users.dedup();
    for user in users {
        listening.plays[listening.bounds[user]..listening.bounds[user + 1]].sort_unstable();
    }
}
