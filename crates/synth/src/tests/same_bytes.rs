//! A recipe is all that a sample depends on.

use super::reading::{bytes, sample};
use crate::SampleFile;

/// All files of a sample of more than one block per file, drawn and written by so many threads.
fn bytes_with_threads(n_threads: usize) -> Vec<Vec<u8>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    pool.install(|| {
        let sample = sample(1_000_000, 5);
        SampleFile::ALL.map(|file| bytes(&sample, file)).to_vec()
    })
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let (one, three) = (bytes_with_threads(1), bytes_with_threads(3));
    for (file, (one, three)) in SampleFile::ALL.iter().zip(one.iter().zip(&three)) {
        assert!(one == three, "{file:?}");
    }
}

#[test]
fn the_same_recipe_gives_the_same_bytes_and_another_seed_others() {
    let (first, again, other) = (sample(20_000, 1), sample(20_000, 1), sample(20_000, 2));
    for file in SampleFile::ALL {
        let expected = bytes(&first, file);
        assert!(expected == bytes(&first, file), "{file:?} is another when it is written again");
        assert!(expected == bytes(&again, file), "{file:?} is another in the second sample");
        assert!(expected != bytes(&other, file), "{file:?} does not depend on the seed");
    }
}

#[test]
fn all_bytes_are_reported() {
    let sample = sample(20_000, 1);
    for file in SampleFile::ALL {
        let mut n_bytes = 0;
        sample.write(file, &mut std::io::sink(), &mut |n| n_bytes += n).unwrap();
        assert_eq!(n_bytes, bytes(&sample, file).len() as u64, "{file:?}");
    }
}
