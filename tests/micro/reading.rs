//! From files to triplets.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use crate::triplet_files::{Packing, SONGS, TripletFiles};

/// Lines of all three files, and their bytes unpacked.
#[divan::bench(args = [Packing::Plain, Packing::Gzip, Packing::Zstd])]
fn read_triplets(bencher: Bencher<'_, '_>, packing: Packing) {
    let files = TripletFiles::write(packing);
    assert!(!SONGS.is_empty(), "made before the clock runs");
    bencher
        .counter(ItemsCount::new(files.n_lines))
        .counter(BytesCount::new(files.n_bytes))
        .bench_local(|| files.read().triplets);
}
