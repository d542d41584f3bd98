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

/// The triplets of one side whose song is in the song table, in the order of the file. 12 bytes a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SideRows {
    /// Position of the user's id in [`Triplets::users`].
    pub users: Vec<u32>,
    /// Row of the song in the song table.
    pub songs: Vec<u32>,
    /// Plays, at least 1.
    pub plays: Vec<u32>,
}

impl SideRows {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
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
