//! The 21 genres of the MSD Allmusic Genre Dataset (Schindler, Mayer & Rauber, ISMIR 2012) and how large they are.

use rand::{Rng, RngExt};

/// A genre: its position in [`GENRES`].
pub(crate) type Genre = u8;

/// How many genres there are.
pub(crate) const N_GENRES: usize = GENRES.len();

/// Every genre's label, and how many songs of the real song table carry it.
pub(crate) const GENRES: [(&str, u32); 21] = [
    ("Avant_Garde", 462),
    ("Blues", 2_935),
    ("Children", 220),
    ("Classical", 305),
    ("Comedy_Spoken", 851),
    ("Country", 5_256),
    ("Easy_Listening", 802),
    ("Electronic", 16_097),
    ("Folk", 2_714),
    ("Holiday", 82),
    ("International", 7_268),
    ("Jazz", 7_352),
    ("Latin", 8_924),
    ("New Age", 1_646),
    ("Pop_Rock", 110_879),
    ("Rap", 8_806),
    ("Reggae", 3_028),
    ("Religious", 3_658),
    ("RnB", 5_927),
    ("Stage", 1_073),
    ("Vocal", 2_614),
];

/// Some genre, as often as songs carry its label.
pub(crate) fn any_genre(rng: &mut impl Rng) -> Genre {
    let n_labelled: u32 = GENRES.iter().map(|(_, n)| n).sum();
    let mut left = rng.random_range(0..n_labelled);
    for (genre, (_, n)) in GENRES.iter().enumerate() {
        match left.checked_sub(*n) {
            Some(rest) => left = rest,
            None => return genre as Genre,
        }
    }
    unreachable!("a number below the sum falls into one of the summands")
}
