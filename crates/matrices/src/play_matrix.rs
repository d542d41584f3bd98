//! Histories to the sparse play matrix, songs x users.

use domain::{Index, ListeningHistory, PlayMatrix, TooManyCells};

use crate::numbering::all_users;

/// The songs x users matrix of a history: float32 plays, a (user, song) pair that repeats summed in float32 in the
/// order of the files, as `scipy.sparse.coo_matrix.tocsr` sums.
///
/// A counting sort by song over users in order, so that indices ascend within each row. O(rows + songs + users).
pub fn play_matrix(history: &ListeningHistory, n_songs: usize) -> Result<PlayMatrix, TooManyCells> {
    let n_rows = history.n_rows();
    if n_rows > i32::MAX as usize {
        return Err(TooManyCells { n: n_rows });
    }
    let mut starts = vec![0_u32; n_songs + 1];
    for song in &history.songs {
        starts[song.index() + 1] += 1;
    }
    for song in 0..n_songs {
        starts[song + 1] += starts[song];
    }
    let mut ends = starts[..n_songs].to_vec();
    let (mut users, mut cells) = (vec![0_i32; n_rows], vec![0.0_f32; n_rows]);
    for user in all_users(history.n_users()) {
        let (songs, plays) = history.of(user);
        for (song, &count) in songs.iter().zip(plays) {
            let end = &mut ends[song.index()];
            let at = *end as usize;
            if *end > starts[song.index()] && users[at - 1] == user.0 as i32 {
                cells[at - 1] += count as f32;
            } else {
                users[at] = user.0 as i32;
                cells[at] = count as f32;
                *end += 1;
            }
        }
    }
    let indptr = close_gaps(&starts, &ends, &mut users, &mut cells);
    PlayMatrix::from_parts(n_songs, history.n_users(), indptr, users, cells)
}

/// Moves the rows together where repeated pairs left room behind them.
fn close_gaps(starts: &[u32], ends: &[u32], users: &mut Vec<i32>, cells: &mut Vec<f32>) -> Vec<i32> {
    let mut indptr = Vec::with_capacity(starts.len());
    let mut filled = 0;
    indptr.push(0);
    for (&start, &end) in starts.iter().zip(ends) {
        let row = start as usize..end as usize;
        if row.start != filled {
            users.copy_within(row.clone(), filled);
            cells.copy_within(row.clone(), filled);
        }
        filled += row.len();
        indptr.push(filled as i32);
    }
    users.truncate(filled);
    cells.truncate(filled);
    indptr
}
