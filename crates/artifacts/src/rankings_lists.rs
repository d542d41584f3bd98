//! From rows to lists: each list checked as a whole, wherever the file cuts it.

use domain::{Index, Ranking, Rankings, SongId, UserId};

use crate::RankingsError;
use crate::rankings_columns::{NumberedRows, RankingColumns};

/// Gathers rows that come by user, each user's in order of rank.
pub(crate) struct ListsOfRows {
    user: Option<u32>,
    /// The list that is being gathered.
    songs: Vec<SongId>,
    scores: Vec<f32>,
    ranks: Vec<u32>,
    /// In which list each song was met last; lists count from 1.
    met: Vec<u32>,
    n_lists: u32,
}

impl ListsOfRows {
    pub(crate) fn new(n_songs: usize) -> Self {
        Self { user: None, songs: vec![], scores: vec![], ranks: vec![], met: vec![0; n_songs], n_lists: 0 }
    }

    /// Takes the next rows; lists that are complete go to `lists`.
    pub(crate) fn take(
        &mut self,
        rows: &NumberedRows,
        file: &RankingColumns<'_>,
        lists: &mut Rankings,
    ) -> Result<(), RankingsError> {
        let mut begin = 0;
        for stretch in rows.users.chunk_by(|a, b| a == b) {
            let (user, end) = (stretch[0], begin + stretch.len());
            if self.user != Some(user) {
                self.end_list(file, lists)?;
                if self.user.is_some_and(|last| last > user) {
                    let path = file.file.path().to_owned();
                    return Err(RankingsError::UserOrder { path, user: file.user_id(user) });
                }
                self.user = Some(user);
            }
            self.extend(rows, begin..end);
            begin = end;
        }
        Ok(())
    }

    fn extend(&mut self, rows: &NumberedRows, part: std::ops::Range<usize>) {
        let n_before = self.songs.len();
        self.songs.extend(rows.songs[part.clone()].iter().map(|&song| SongId(song)));
        if let Some(ranks) = &rows.ranks {
            self.ranks.extend_from_slice(&ranks[part.clone()]);
        }
        match &rows.scores {
            // What is too small for float32 becomes zero, without a sign.
            Some(scores) => self.scores.extend(scores[part].iter().map(|&score| score as f32 + 0.0)),
            None => self.scores.extend((n_before..self.songs.len()).map(|place| -((place + 1) as f32))),
        }
    }

    /// Hands the list over that is being gathered, if any.
    pub(crate) fn end_list(&mut self, file: &RankingColumns<'_>, lists: &mut Rankings) -> Result<(), RankingsError> {
        let Some(user) = self.user.filter(|_| !self.songs.is_empty()) else { return Ok(()) };
        self.n_lists += 1;
        self.check(user, file)?;
        let (songs, scores) = (&self.songs[..], &self.scores[..]);
        lists.push(Ranking { user: UserId(user), songs, scores, is_cut_in_tie: false });
        self.songs.clear();
        self.scores.clear();
        self.ranks.clear();
        Ok(())
    }

    fn check(&mut self, user: u32, file: &RankingColumns<'_>) -> Result<(), RankingsError> {
        let path = || file.file.path().to_owned();
        let (user, song) = (|| file.user_id(user), |place: usize| file.song_id(self.songs[place].0));
        if let Some((place, &rank)) = self.ranks.iter().enumerate().find(|(place, rank)| **rank as usize != place + 1) {
            let (expected, found) = (format!("rank {}", place + 1), rank.to_string());
            return Err(RankingsError::Rank { path: path(), user: user(), song: song(place), expected, found });
        }
        if let Some(place) = self.scores.iter().position(|score| !score.is_finite()) {
            let found = f64::from(self.scores[place]);
            return Err(RankingsError::Score { path: path(), user: user(), song: song(place), found });
        }
        if let Some(place) = self.scores.windows(2).position(|pair| pair[0] < pair[1]) {
            let (above, found) = (self.scores[place], self.scores[place + 1]);
            return Err(RankingsError::ScoreOrder { path: path(), user: user(), song: song(place + 1), above, found });
        }
        for place in 0..self.songs.len() {
            let met = &mut self.met[self.songs[place].index()];
            if *met == self.n_lists {
                return Err(RankingsError::RepeatedSong { path: path(), user: user(), song: song(place) });
            }
            *met = self.n_lists;
        }
        Ok(())
    }
}
