//! Who is how sure about what: the confidences of all pairs with plays, by user and by song.

use domain::{ListeningHistory, UserId};

use super::options::Confidence;

/// Confidences in CSR form: row r has the columns `columns[starts[r]..starts[r + 1]]`, ascending, each once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    /// Rows + 1 positions.
    pub(crate) starts: Vec<usize>,
    /// Songs of a user, or users of a song.
    pub(crate) columns: Vec<u32>,
    /// The confidence of each pair.
    pub(crate) confidences: Vec<f32>,
}

impl Default for Weights {
    fn default() -> Self {
        Self { starts: vec![0], columns: Vec::new(), confidences: Vec::new() }
    }
}

impl Weights {
    /// Users x songs. A user who does not train (`trains`) has an empty row.
    ///
    /// Plays of a pair that stands there twice add up before they are weighted.
    pub(crate) fn by_user(history: &ListeningHistory, trains: &[bool], confidence: Confidence) -> Self {
        let n_rows = |user: usize| history.starts.get(user + 1).map_or(0, |end| end - history.starts[user]);
        let mut weights = Self::default();
        // Room for all at once: growing would hold them twice.
        let n_pairs = (0..trains.len()).filter(|user| trains[*user]).map(n_rows).sum();
        weights.starts.reserve_exact(trains.len());
        weights.columns.reserve_exact(n_pairs);
        weights.confidences.reserve_exact(n_pairs);
        for (user, trains) in trains.iter().enumerate() {
            if *trains {
                weights.push(&songs_of(history, user), confidence);
            } else {
                weights.push(&[], confidence);
            }
        }
        weights
    }

    /// Appends the row of a user who plays these songs so often.
    pub(crate) fn push(&mut self, plays: &[(u32, u64)], confidence: Confidence) {
        self.columns.extend(plays.iter().map(|(song, _)| song));
        self.confidences.extend(plays.iter().map(|(_, plays)| confidence.of(*plays)));
        self.starts.push(self.columns.len());
    }

    /// The same pairs by column, of which there are `n_columns`.
    pub(crate) fn transposed(&self, n_columns: usize) -> Self {
        let starts = column_starts(&self.columns, n_columns);
        let mut next = starts.clone();
        let mut columns = vec![0; self.columns.len()];
        let mut confidences = vec![0.0; self.columns.len()];
        for row in 0..self.n_rows() {
            for position in self.starts[row]..self.starts[row + 1] {
                let to = &mut next[self.columns[position] as usize];
                columns[*to] = row as u32;
                confidences[*to] = self.confidences[position];
                *to += 1;
            }
        }
        Self { starts, columns, confidences }
    }

    /// How many rows, those without a pair included.
    pub(crate) fn n_rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many rows have a pair.
    pub(crate) fn n_rows_with_pairs(&self) -> usize {
        self.starts.windows(2).filter(|ends| ends[0] < ends[1]).count()
    }

    /// The columns and confidences of a row.
    pub(crate) fn row(&self, index: usize) -> (&[u32], &[f32]) {
        let pairs = self.starts[index]..self.starts[index + 1];
        (&self.columns[pairs.clone()], &self.confidences[pairs])
    }
}

/// The songs of one user in ascending order, each once, with all its plays; nothing if there is no such user.
pub(crate) fn songs_of(history: &ListeningHistory, user: usize) -> Vec<(u32, u64)> {
    if user >= history.n_users() {
        return Vec::new();
    }
    let (songs, plays) = history.of(UserId(user as u32));
    let mut pairs: Vec<_> = songs.iter().zip(plays).map(|(song, plays)| (song.0, u64::from(*plays))).collect();
    pairs.sort_unstable();
    pairs.dedup_by(|later, first| {
        let is_same = later.0 == first.0;
        first.1 += if is_same { later.1 } else { 0 };
        is_same
    });
    pairs
}

fn column_starts(columns: &[u32], n_columns: usize) -> Vec<usize> {
    let mut starts = vec![0; n_columns + 1];
    for column in columns {
        starts[*column as usize + 1] += 1;
    }
    for column in 0..n_columns {
        starts[column + 1] += starts[column];
    }
    starts
}
