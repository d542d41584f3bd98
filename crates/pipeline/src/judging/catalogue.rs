//! What the judge knows of songs and tastes: all of it from the rows that train.

use std::collections::BTreeMap;

use domain::{Index, MusicScale, Plays, SongTable, UserId, Values};
use evaluation::Catalogue;
use personality::{song_vectors, tastes};

use crate::music_space::{features, heard, scale_of_heard};

/// The columns of the song table that the judge looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CatalogueColumns<'a> {
    pub(crate) artist: &'a str,
    pub(crate) year: &'a str,
    pub(crate) scale: MusicScale,
}

/// The catalogue of a run's songs; without a song table nothing is known of them but their listeners.
pub(crate) fn catalogue(plays: &Plays, songs: Option<&SongTable>, columns: CatalogueColumns<'_>) -> Catalogue {
    let n_songs = plays.songs.len();
    let mut catalogue = Catalogue {
        listeners: listeners(plays),
        candidates: heard(plays),
        features: vec![None; n_songs],
        artists: vec![None; n_songs],
        genres: vec![None; n_songs],
        years: vec![None; n_songs],
        song_music: vec![None; n_songs],
        tastes: vec![None; plays.users.len()],
        n_training_users: plays.trains.iter().filter(|&&trains| trains).count(),
    };
    let Some(songs) = songs else { return catalogue };
    let rows = || plays.song_rows.iter().map(|&row| row as usize);
    catalogue.features = features(plays, songs);
    let scale = scale_of_heard(columns.scale, plays, &catalogue.features);
    catalogue.song_music = song_vectors(&catalogue.features, &scale);
    let tastes = tastes(&plays.visible, &catalogue.song_music);
    catalogue.tastes = tastes.into_iter().map(|taste| taste.map(|taste| taste.mean)).collect();
    catalogue.genres = numbered(rows().map(|row| songs.genres.text(row)));
    if let Some(Values::Texts(artists)) = songs.column(columns.artist).map(|column| &column.values) {
        catalogue.artists = numbered(rows().map(|row| artists.text(row)));
    }
    if let Some(years) = songs.column(columns.year) {
        // The Million Song Dataset writes 0 where it does not know.
        let year = |row| years.values.number(row).filter(|year| (1..=9999).contains(&(*year as i64)));
        catalogue.years = rows().map(|row| year(row).map(|year| year as i32)).collect();
    }
    catalogue
}

/// How many training users play each song.
fn listeners(plays: &Plays) -> Vec<u32> {
    let (mut listeners, mut last) = (vec![0; plays.songs.len()], vec![u32::MAX; plays.songs.len()]);
    for (user, _) in plays.trains.iter().enumerate().filter(|(_, trains)| **trains) {
        for song in plays.visible.of(UserId(user as u32)).0 {
            if std::mem::replace(&mut last[song.index()], user as u32) != user as u32 {
                listeners[song.index()] += 1;
            }
        }
    }
    listeners
}

/// Texts as numbers, equal texts as equal ones; empty and missing ones have none.
fn numbered<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Vec<Option<u32>> {
    let mut numbers = BTreeMap::new();
    texts
        .map(|text| {
            let next = numbers.len() as u32;
            text.filter(|text| !text.is_empty()).map(|text| *numbers.entry(text).or_insert(next))
        })
        .collect()
}
