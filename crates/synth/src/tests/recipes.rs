//! What can be asked for.

use crate::sizes::Sizes;
use crate::{Recipe, RecipeError, SONG_TABLE, Sample, SampleFile};

fn refusal(n_triplets: u64) -> RecipeError {
    Sample::new(&Recipe { n_triplets, seed: 1 }).err().unwrap()
}

#[test]
fn too_small_a_sample_is_refused() {
    assert_eq!(refusal(999), RecipeError::TooFewTriplets { found: 999 });
    assert_eq!(refusal(0).to_string(), "sample: expected at least 1000 train triplets, found 0");
}

#[test]
fn too_large_a_sample_is_refused() {
    assert_eq!(refusal(200_000_001), RecipeError::TooManyTriplets { found: 200_000_001 });
    assert_eq!(
        refusal(u64::MAX).to_string(),
        "sample: expected at most 200000000 train triplets, found 18446744073709551615"
    );
}

#[test]
fn the_files_have_the_paths_of_the_real_ones() {
    let paths = SampleFile::ALL.map(SampleFile::path);
    assert_eq!(paths[0], "train_triplets.txt");
    assert!(paths.contains(&"EvalDataYear1MSDWebsite/year1_test_triplets_hidden.txt"));
    assert_eq!(SONG_TABLE, "full_msd_with_audio_features.h5");
}

#[test]
fn at_the_real_size_the_counts_are_the_real_ones() {
    let sizes = Sizes::of(48_373_586);
    assert_eq!((sizes.n_train_users, sizes.n_test_users), (1_019_318, 100_000));
    assert_eq!(sizes.n_test, 1_368_430 + 1_371_570);
    assert_eq!((sizes.n_songs, sizes.n_songs_in_table), (384_546, 168_493));
    assert_eq!((sizes.n_table_songs, sizes.n_table_rows), (426_545, 447_499));
    assert_eq!((sizes.n_genre_lines, sizes.n_mismatches), (406_427, 19_094));
}
