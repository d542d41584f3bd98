//! Dense numbers of users and songs inside one run.

/// A dense index that knows what it counts, so that a user is never taken for a song.
pub trait Index: Copy + Ord + Send + Sync {
    /// The index of the `index`-th thing.
    fn new(index: u32) -> Self;
    /// Its position, from 0.
    fn index(self) -> usize;
}

macro_rules! dense {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl Index for $name {
            fn new(index: u32) -> Self {
                Self(index)
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

dense! {
    /// A user's number in this run: the rank of the user's id in byte order, from 0. A column of a play matrix.
    UserId
}
dense! {
    /// A song's number in this run: the rank of the song's id in byte order, from 0. A row of a play matrix.
    SongId
}
