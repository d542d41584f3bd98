//! Rankings as the judge hears them: in blocks, with the ties that the file does not tell.

use artifacts::{RankingsError, RankingsReader};
use domain::{Plays, Rankings};

use crate::stage::RankingsFile;

/// The lists of a file, in blocks; each is shown to `look` on the way.
pub(crate) struct Seen<'a, F> {
    lists: RankingsReader<'a>,
    file: &'a RankingsFile,
    look: F,
}

impl<'a, F: FnMut(&Rankings)> Seen<'a, F> {
    pub(crate) fn open(file: &'a RankingsFile, plays: &'a Plays, look: F) -> Result<Self, RankingsError> {
        let lists = RankingsReader::open(&file.path, &plays.users, &plays.songs)?;
        Ok(Self { lists, file, look })
    }
}

impl<F: FnMut(&Rankings)> Iterator for Seen<'_, F> {
    type Item = Result<Rankings, RankingsError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut block = self.lists.next()?;
        if let Ok(block) = &mut block {
            block.mark_cut_in_tie(&self.file.cut_in_tie);
            (self.look)(block);
        }
        Some(block)
    }
}
