//! The values of every model, user and metric as a table.

use artifacts::{Cells, TableColumn};
use domain::SongId;
use domain::{Index, Plays, UserId};
use evaluation::JudgedModel;
use sha2::{Digest, Sha256};

/// The column by which `compare` knows that two runs hid the same songs of a user.
pub(crate) const HIDDEN_HASH: &str = "hidden_hash";

/// One row for every model and judged user: `model`, `user_id`, `user_index`, `n_hidden`, [`HIDDEN_HASH`], a column for
/// every metric of users.
pub(crate) fn scores_table<'a>(models: &'a [JudgedModel], plays: &'a Plays) -> (Vec<TableColumn<'a>>, usize) {
    let Some(first) = models.first() else { return (Vec::new(), 0) };
    let n_users = first.users.len();
    let user = move |row: usize| -> UserId { first.users[row % n_users] };
    let column = |name: &str, cells| TableColumn { name: name.to_owned(), cells };
    let mut columns = vec![
        column("model", Cells::Texts(Box::new(move |row| Some(models[row / n_users].name.as_str())))),
        column("user_id", Cells::Texts(Box::new(move |row| Some(plays.users.id(user(row)))))),
        column("user_index", Cells::Integers(Box::new(move |row| Some(user(row).index() as i64)))),
        column("n_hidden", Cells::Integers(Box::new(move |row| Some(hidden(plays, user(row)).len() as i64)))),
        column(HIDDEN_HASH, Cells::Integers(Box::new(move |row| Some(hidden_hash(plays, user(row)))))),
    ];
    for (at, metric) in first.metrics.iter().enumerate().filter(|(_, metric)| !metric.kind.is_of_all_lists()) {
        let value = move |row: usize| {
            let value = models[row / n_users].values[at][row % n_users];
            value.is_finite().then_some(value)
        };
        columns.push(column(&metric.to_string(), Cells::Floats(Box::new(value))));
    }
    (columns, n_users * models.len())
}

/// The hidden songs of a user, each once, ascending.
fn hidden(plays: &Plays, user: UserId) -> Vec<SongId> {
    let mut songs = plays.hidden.of(user).0.to_vec();
    songs.sort_unstable();
    songs.dedup();
    songs
}

/// The first eight bytes of SHA-256 of the ids of the hidden songs, each followed by a line break, in byte order.
fn hidden_hash(plays: &Plays, user: UserId) -> i64 {
    let mut hash = Sha256::new();
    for song in hidden(plays, user) {
        hash.update(plays.songs.id(song));
        hash.update(b"\n");
    }
    let digest: [u8; 32] = hash.finalize().into();
    i64::from_be_bytes(digest[..8].try_into().expect("eight of 32 bytes"))
}
