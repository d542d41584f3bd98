//! A recipe is all that a sample depends on.

use super::reading::{bytes, sample};
use crate::{SampleFile, SongColumns};

/// All files of a sample of more than one block per file, drawn and written by so many threads.
fn bytes_with_threads(n_threads: usize) -> (Vec<Vec<u8>>, SongColumns) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    pool.install(|| {
        let sample = sample(1_000_000, 5);
        (SampleFile::ALL.map(|file| bytes(&sample, file)).to_vec(), sample.song_columns())
    })
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let ((one, songs_of_one), (three, songs_of_three)) = (bytes_with_threads(1), bytes_with_threads(3));
    assert_eq!(
        format!("{songs_of_one:?}"),
        format!("{songs_of_three:?}"),
        "NaN is not equal to itself, but told the same"
    );
    for (file, (one, three)) in SampleFile::ALL.iter().zip(one.iter().zip(&three)) {
        assert!(one == three, "{file:?}");
    }
}

#[test]
fn the_same_recipe_gives_the_same_bytes_and_another_seed_others() {
    let (first, again, other) = (sample(20_000, 1), sample(20_000, 1), sample(20_000, 2));
    assert_eq!(format!("{:?}", first.song_columns()), format!("{:?}", again.song_columns()));
    assert_ne!(format!("{:?}", first.song_columns()), format!("{:?}", other.song_columns()));
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
