//! What the plays of the plain files become on their way: triplets, numbered plays, a matrix, tastes.

use std::sync::LazyLock;

use domain::{MusicScale, MusicVector, PlayMatrix, Plays, RowOrder, Triplets};
use matrices::Catalogue;
use personality::Taste;

use crate::triplet_files::{Packing, SONGS, TripletFiles};

pub(crate) static TRIPLETS: LazyLock<Triplets> = LazyLock::new(|| TripletFiles::write(Packing::Plain).read().triplets);

pub(crate) static PLAYS: LazyLock<Plays> = LazyLock::new(|| {
    matrices::number(TRIPLETS.clone(), &SONGS, RowOrder::Files, Catalogue::Played).expect("rows that stay")
});

pub(crate) static MATRIX: LazyLock<PlayMatrix> =
    LazyLock::new(|| matrices::play_matrix(&PLAYS.visible, PLAYS.songs.len()).expect("fewer cells than 2^31"));

/// The vector of every numbered song.
pub(crate) static VECTORS: LazyLock<Vec<Option<MusicVector>>> = LazyLock::new(|| {
    let features = SONGS.pick(&PLAYS.song_rows).features;
    let scale = personality::feature_scale(MusicScale::Zscore, &features.iter().flatten());
    personality::song_vectors(&features, &scale)
});

pub(crate) static TASTES: LazyLock<Vec<Option<Taste>>> =
    LazyLock::new(|| personality::tastes(&PLAYS.visible, &VECTORS));
