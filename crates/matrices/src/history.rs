//! Rows grouped by user, by counting: two passes, no comparison, the order of the files kept.

use domain::{ListeningHistory, SideRows, SongId};

use crate::numbering::LEFT_OUT;

/// The rows of the given sides, one side after the other, grouped by user. Rows of users that are left out fall out.
pub(crate) fn history<const N: usize>(
    n_users: usize,
    sides: [&SideRows; N],
    user_ranks: &[u32],
    song_ranks: &[u32],
) -> ListeningHistory {
    let mut starts = vec![0; n_users + 1];
    for &user in sides.iter().flat_map(|side| &side.users) {
        let rank = user_ranks[user as usize];
        if rank != LEFT_OUT {
            starts[rank as usize + 1] += 1;
        }
    }
    for user in 0..n_users {
        starts[user + 1] += starts[user];
    }
    let n_rows = starts[n_users];
    let (mut songs, mut plays) = (vec![SongId(0); n_rows], vec![0; n_rows]);
    let mut next = starts.clone();
    for side in sides {
        for ((&user, &song), &count) in side.users.iter().zip(&side.songs).zip(&side.plays) {
            let rank = user_ranks[user as usize];
            if rank != LEFT_OUT {
                let place = &mut next[rank as usize];
                songs[*place] = SongId(song_ranks[song as usize]);
                plays[*place] = count;
                *place += 1;
            }
        }
    }
    ListeningHistory { starts, songs, plays }
}
