//! Triplets as they were read: joined with the songs, not yet numbered.

use crate::TextColumn;

/// Which of the three files a triplet came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Users whose whole history is shown.
    Train,
    /// The shown half of the test users' histories.
    Visible,
    /// The hidden half, to be predicted.
    Hidden,
}

impl Side {
    /// All sides, in the order in which the files are read.
    pub const ALL: [Self; 3] = [Self::Train, Self::Visible, Self::Hidden];

    /// The name of its source in a plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Visible => "visible",
            Self::Hidden => "hidden",
        }
    }
}

/// The triplets of one side whose song is in the song table, in the order of the file: 8 bytes a row, and 8 for every
/// stretch of rows of one user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideRows {
    /// Position of the user's id in [`Triplets::users`], for each stretch.
    users: Vec<u32>,
    /// Where each stretch ends among the rows.
    ends: Vec<u32>,
    /// Row of the song in the song table.
    songs: Vec<u32>,
    /// Plays, at least 1.
    plays: Vec<u32>,
}

impl SideRows {
    /// Appends rows of one user: songs, and as many plays.
    ///
    /// # Panics
    /// If there are more songs than plays or the other way round, or 2^32 rows.
    pub fn extend_user(&mut self, user: u32, songs: &[u32], plays: &[u32]) {
        assert_eq!(songs.len(), plays.len(), "a count of plays for every song");
        if songs.is_empty() {
            return;
        }
        self.songs.extend_from_slice(songs);
        self.plays.extend_from_slice(plays);
        let end = u32::try_from(self.songs.len()).expect("fewer rows than 2^32");
        if self.users.last() == Some(&user) {
            self.ends.pop();
        } else {
            self.users.push(user);
        }
        self.ends.push(end);
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.songs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.songs.is_empty()
    }

    /// The song of every row.
    pub fn songs(&self) -> &[u32] {
        &self.songs
    }

    /// The user of every stretch of rows of one user.
    pub fn users(&self) -> &[u32] {
        &self.users
    }

    /// User, songs and plays of every stretch of rows of one user.
    pub fn stretches(&self) -> impl Iterator<Item = (u32, &[u32], &[u32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.users.iter().zip(starts.zip(&self.ends)).map(|(&user, (start, &end))| {
            let rows = start as usize..end as usize;
            (user, &self.songs[rows.clone()], &self.plays[rows])
        })
    }

    /// User and song of every row.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        self.stretches().flat_map(|(user, songs, _)| songs.iter().map(move |&song| (user, song)))
    }
}

impl FromIterator<(u32, u32, u32)> for SideRows {
    /// Rows of user, song and plays.
    fn from_iter<T: IntoIterator<Item = (u32, u32, u32)>>(rows: T) -> Self {
        let mut side = Self::default();
        for (user, song, plays) in rows {
            side.extend_user(user, &[song], &[plays]);
        }
        side
    }
}

/// The triplets of all sides that survived the join with the songs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Triplets {
    /// Every user that has a row, once, in order of first appearance.
    pub users: TextColumn,
    /// Rows of the train file.
    pub train: SideRows,
    /// Rows of the visible file.
    pub visible: SideRows,
    /// Rows of the hidden file.
    pub hidden: SideRows,
}

impl Triplets {
    /// The rows of one side.
    pub fn side(&self, side: Side) -> &SideRows {
        match side {
            Side::Train => &self.train,
            Side::Visible => &self.visible,
            Side::Hidden => &self.hidden,
        }
    }

    /// The rows of one side, to be filled.
    pub fn side_mut(&mut self, side: Side) -> &mut SideRows {
        match side {
            Side::Train => &mut self.train,
            Side::Visible => &mut self.visible,
            Side::Hidden => &mut self.hidden,
        }
    }
}
