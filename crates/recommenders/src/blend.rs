//! Two rankings made one, user by user, by position. No model: what both give is all there is.

use std::collections::{BTreeSet, VecDeque};

use domain::{Ranking, Rankings, SongId, UserId};

/// How two lists become one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Blend {
    /// The first `round(share * k)` songs of the first list (halves away from zero; the share between 0 and 1), then
    /// those of the second list that are not there yet, then what remains of the first.
    Share(f64),
    /// A song of the first list, one of the second and so on, each list's next that is not there yet; when one runs out
    /// the other goes on.
    Interleave,
}

/// Blends the lists of every user who has one in `a` or `b`: at most `k` songs each.
///
/// A blended song's score says its position, not how good it is: `k - n + 1` for the n-th. Nothing is cut in a tie.
pub fn blend(a: &Rankings, b: &Rankings, k: usize, how: Blend) -> Rankings {
    let mut blended = Rankings::default();
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    while let Some(user) = [left.peek(), right.peek()].into_iter().flatten().map(|ranking| ranking.user).min() {
        let first = left.next_if(|ranking| ranking.user == user).map_or(&[][..], |ranking| ranking.songs);
        let second = right.next_if(|ranking| ranking.user == user).map_or(&[][..], |ranking| ranking.songs);
        push(&mut blended, user, &songs(first, second, k, how), k);
    }
    blended
}

/// Blends lists that come in blocks, whose bounds may differ between the two.
///
/// Give it blocks of either side as they come, and say when a side has ended; it hands out what is certain by then.
#[derive(Clone, Debug)]
pub struct Blender {
    k: usize,
    how: Blend,
    waiting: [Waiting; 2],
    /// Up to which user each side is known; `None` before its first block.
    known: [Option<u32>; 2],
}

/// Whose lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlendSide {
    /// The first.
    First,
    /// The second.
    Second,
}

impl Blender {
    /// Begins.
    pub fn new(k: usize, how: Blend) -> Self {
        Self { k, how, waiting: Default::default(), known: [None; 2] }
    }

    /// Takes a block of a side, whose users come after all of that side so far, and blends what is known of both.
    pub fn take(&mut self, side: BlendSide, block: &Rankings) -> Rankings {
        let at = side as usize;
        if block.n_users() > 0 {
            self.waiting[at].blocks.push_back(block.clone());
        }
        self.known[at] = block.users().last().map(|user| user.0).or(self.known[at]);
        self.blend_known()
    }

    /// Notes that a side has no more blocks, and blends what is known of both.
    pub fn end(&mut self, side: BlendSide) -> Rankings {
        self.known[side as usize] = Some(u32::MAX);
        self.blend_known()
    }

    fn blend_known(&mut self) -> Rankings {
        let [Some(first), Some(second)] = self.known else { return Rankings::default() };
        let certain = first.min(second);
        let mut blended = Rankings::default();
        while let Some(user) = self.next_user().filter(|user| user.0 <= certain) {
            let [first, second] = self.waiting.each_ref().map(|side| side.songs_of(user));
            push(&mut blended, user, &songs(first, second, self.k, self.how), self.k);
            self.waiting.iter_mut().for_each(|side| side.pass(user));
        }
        blended
    }

    fn next_user(&self) -> Option<UserId> {
        self.waiting.iter().filter_map(Waiting::next).map(|list| list.user).min()
    }
}

/// Lists of a side that are not blended yet. Blocks stay as they came: a list is copied once, however long it waits.
#[derive(Clone, Debug, Default)]
struct Waiting {
    /// None is empty.
    blocks: VecDeque<Rankings>,
    /// How many lists of the first block are blended; not all.
    n_blended: usize,
}

impl Waiting {
    fn next(&self) -> Option<Ranking<'_>> {
        self.blocks.front().map(|block| block.at(self.n_blended))
    }

    /// The songs of the next list if it is that of `user`.
    fn songs_of(&self, user: UserId) -> &[SongId] {
        self.next().filter(|list| list.user == user).map_or(&[], |list| list.songs)
    }

    /// Leaves the next list behind if it is that of `user`.
    fn pass(&mut self, user: UserId) {
        let Some(block) = self.blocks.front().filter(|block| block.users()[self.n_blended] == user) else { return };
        self.n_blended += 1;
        if self.n_blended == block.n_users() {
            self.blocks.pop_front();
            self.n_blended = 0;
        }
    }
}

fn push(blended: &mut Rankings, user: UserId, songs: &[SongId], k: usize) {
    let scores: Vec<f32> = (0..songs.len()).map(|at| (k - at) as f32).collect();
    blended.push(Ranking { user, songs, scores: &scores, is_cut_in_tie: false });
}

fn songs(a: &[SongId], b: &[SongId], k: usize, how: Blend) -> Vec<SongId> {
    let mut listed = BTreeSet::new();
    let mut is_new = |song: &SongId| listed.insert(*song);
    match how {
        Blend::Share(share) => {
            let n_first = ((share * k as f64).round() as usize).min(a.len());
            let all = a[..n_first].iter().chain(b).chain(&a[n_first..]);
            all.filter(|song| is_new(song)).take(k).copied().collect()
        }
        Blend::Interleave => {
            let (mut next, mut other) = (a.iter(), b.iter());
            let mut songs = Vec::new();
            while songs.len() < k {
                match next.find(|song| is_new(song)).or_else(|| other.find(|song| is_new(song))) {
                    Some(song) => songs.push(*song),
                    None => break,
                }
                std::mem::swap(&mut next, &mut other);
            }
            songs
        }
    }
}

#[cfg(test)]
mod tests;
