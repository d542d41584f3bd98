//! Factors made of values that somebody else read.

use crate::als::factors::Factors;

/// Whatever the number of factors, a row is what it was, with zeros behind it to its whole width.
#[test]
fn rows_keep_their_values_and_end_in_zeros() {
    for (n_factors, padded) in [(1, 16), (5, 16), (16, 16), (17, 32), (64, 64), (65, 96), (100, 128), (1000, 1024)] {
        for n_rows in [0, 1, 2, 7] {
            let values: Vec<f32> = (1..=n_rows * n_factors).map(|value| value as f32).collect();
            let factors = Factors::from_values(values.clone(), n_factors);
            assert_eq!((factors.n_rows(), factors.padded_len()), (n_rows, padded));
            assert_eq!(factors.values(), values);
            for row in 0..n_rows {
                assert!(factors.padded(row)[n_factors..].iter().all(|value| *value == 0.0), "{n_factors}: row {row}");
            }
        }
    }
}

#[test]
fn rows_of_a_whole_width_are_not_copied() {
    let values = vec![1.0; 64 * 10];
    let place = values.as_ptr();
    assert_eq!(Factors::from_values(values, 64).row(0).as_ptr(), place);
}
