//! Where chance comes from: one random stream for each thing that is drawn, so that the order of drawing doesn't matter.
//!
//! The generator is PCG64-MCG (O'Neill, HMC-CS-2014-0905) by name, so that a sample doesn't change with a library's default.

use std::f64::consts::TAU;

use rand::{Rng, RngExt};
use rand_pcg::Pcg64Mcg;

/// What a stream is for: two topics of one seed and one index share no numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Topic {
    Songs = 1,
    SongIds,
    Activity,
    Unheard,
    UnheardArtist,
    Coverage,
    TableRows,
    TrackIds,
    Genres,
    Mismatches,
    UserId,
    Plays,
    PlayCounts,
    Visible,
    GenreSound,
    SceneSound,
    ArtistSound,
    SongSound,
    Artist,
    ArtistName,
    Release,
    Title,
    Row,
}

/// The stream of one thing: user, song, artist or row `index` of a `topic`.
pub(crate) fn stream(seed: u64, topic: Topic, index: u64) -> Pcg64Mcg {
    let place = spread(seed ^ spread(topic as u64));
    let low = spread(place ^ spread(index));
    let high = spread(low ^ place.rotate_left(32));
    Pcg64Mcg::new(u128::from(high) << 64 | u128::from(low))
}

/// The finalizer of `SplitMix64` (Steele, Lea & Flood, OOPSLA 2014) behind its increment: every bit of `x` moves every bit out.
fn spread(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A number below `n`, for the places where a draw is made per play: one multiplication (bias below n / 2^32).
#[inline]
pub(crate) fn below(n: u32, rng: &mut impl Rng) -> u32 {
    (((rng.next_u64() >> 32) * u64::from(n)) >> 32) as u32
}

/// A standard normal number (Box & Muller, Annals of Mathematical Statistics 29(2), 1958; the sine half is thrown away).
pub(crate) fn normal(rng: &mut impl Rng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (TAU * rng.random::<f64>()).cos()
}
