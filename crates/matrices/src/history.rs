//! Rows grouped by user, by counting: two passes, no comparison, the order of the files kept.

use domain::{ListeningHistory, SideRows, SongId};

use crate::numbering::LEFT_OUT;

/// The rows of the given sides, one side after the other, grouped by user. Rows of users that are left out fall out.
pub(crate) fn history(n_users: usize, sides: &[&SideRows], user_ranks: &[u32], song_ranks: &[u32]) -> ListeningHistory {
    let staying = || {
        let stretches = sides.iter().flat_map(|side| side.stretches());
        stretches
            .map(|(user, songs, plays)| (user_ranks[user as usize], songs, plays))
            .filter(|&(rank, ..)| rank != LEFT_OUT)
    };
    let mut starts = vec![0; n_users + 1];
    for (rank, songs, _) in staying() {
        starts[rank as usize + 1] += songs.len();
    }
    for user in 0..n_users {
        starts[user + 1] += starts[user];
    }
    let n_rows = starts[n_users];
    let (mut all_songs, mut all_plays) = (vec![SongId(0); n_rows], vec![0; n_rows]);
    let mut next = starts.clone();
    for (rank, songs, plays) in staying() {
        let start = next[rank as usize];
        let end = start + songs.len();
        for (place, &song) in all_songs[start..end].iter_mut().zip(songs) {
            *place = SongId(song_ranks[song as usize]);
        }
        all_plays[start..end].copy_from_slice(plays);
        next[rank as usize] = end;
    }
    ListeningHistory { starts, songs: all_songs, plays: all_plays }
}
