//! Blocks of text: made in parallel, written in order, a window of them in memory at a time.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

/// Where the bytes go, and who wants to know how many.
pub(crate) struct Sink<'a> {
    pub(crate) out: &'a mut dyn Write,
    pub(crate) advance: &'a mut dyn FnMut(u64),
}

impl Sink<'_> {
    /// Writes blocks `0..n_blocks`, each as `block` appends it to an empty buffer.
    ///
    /// One window of blocks is made while the one before is written; a window has one block a thread.
    pub(super) fn write_blocks(
        &mut self,
        n_blocks: usize,
        block: impl Fn(usize, &mut Vec<u8>) + Sync,
    ) -> io::Result<()> {
        let n_at_a_time = rayon::current_num_threads();
        let mut made = Window::new(n_at_a_time);
        let mut next = Window::new(n_at_a_time);
        for start in (0..n_blocks).step_by(n_at_a_time) {
            let numbers = start..n_blocks.min(start + n_at_a_time);
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| next.make(numbers, &block));
                self.write(&made)
            })?;
            std::mem::swap(&mut made, &mut next);
        }
        self.write(&made)
    }

    fn write(&mut self, window: &Window) -> io::Result<()> {
        for block in &window.blocks[..window.n_blocks] {
            self.out.write_all(block)?;
            (self.advance)(block.len() as u64);
        }
        Ok(())
    }
}

/// Buffers that are used again and again.
struct Window {
    blocks: Vec<Vec<u8>>,
    n_blocks: usize,
}

impl Window {
    fn new(n_at_a_time: usize) -> Self {
        Self { blocks: vec![Vec::new(); n_at_a_time], n_blocks: 0 }
    }

    fn make(&mut self, numbers: Range<usize>, block: &(impl Fn(usize, &mut Vec<u8>) + Sync)) {
        self.n_blocks = numbers.len();
        self.blocks.par_iter_mut().zip(numbers).for_each(|(buffer, number)| {
            buffer.clear();
            block(number, buffer);
        });
    }
}

/// The part of `0..n` that block `number` covers when every block covers `n_at_a_time`.
pub(super) fn part(number: usize, n_at_a_time: usize, n: usize) -> Range<usize> {
    number * n_at_a_time..n.min((number + 1) * n_at_a_time)
}
