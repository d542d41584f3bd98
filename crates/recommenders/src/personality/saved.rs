//! The model as arrays, and back.

use domain::{SavedModel, TensorValues};

use super::{Personality, PersonalityOptions, tree};
use crate::neighbour_tree::Place;
use crate::saved::{LoadError, expect, f64s, tensor, text, texts, u32s, u64s};
use crate::song_sets::SongSets;

const AXES: usize = size_of::<Place>() / size_of::<f64>();

pub(super) fn save(model: &Personality) -> SavedModel {
    let options = &model.options;
    let (ends, songs) = model.sets.parts();
    let flat = |places: &mut dyn Iterator<Item = Place>| TensorValues::F64(places.flatten().collect());
    let mut song_places = model.song_places.iter().map(|place| place.unwrap_or([f64::NAN; AXES]));
    SavedModel {
        kind: Personality::KIND.to_owned(),
        texts: texts([
            ("k", options.k.to_string()),
            ("distance", options.distance.name().to_owned()),
            ("minimum_songs", options.minimum_songs.to_string()),
            ("maximum_overlap", options.maximum_overlap.to_string()),
            ("votes", options.votes.name().to_owned()),
        ]),
        tensors: vec![
            tensor("users", None, TensorValues::U32(model.users.clone())),
            tensor("vectors", Some(AXES), flat(&mut model.places.iter().copied())),
            tensor("heard_ends", None, TensorValues::U64(ends.to_vec())),
            tensor("heard", None, TensorValues::U32(songs.to_vec())),
            tensor("song_vectors", Some(AXES), flat(&mut song_places)),
            tensor("user_keys", None, TensorValues::U64(model.user_keys.clone())),
            tensor("song_keys", None, TensorValues::U64(model.song_keys.clone())),
        ],
    }
}

pub(super) fn load(saved: &SavedModel) -> Result<Personality, LoadError> {
    let options = options(saved)?;
    let users = u32s(saved, "users", None)?.to_vec();
    let are_ascending = users.windows(2).all(|pair| pair[0] < pair[1]);
    expect(are_ascending, "users", "numbers in ascending order", || "others".to_owned())?;
    let places = places(f64s(saved, "vectors", Some(AXES))?);
    let all_are_places = places.iter().all(|place| place.iter().all(|value| value.is_finite()));
    expect(all_are_places, "vectors", "finite numbers", || "others".to_owned())?;
    let found = || format!("{} of {} users", places.len(), users.len());
    expect(places.len() == users.len(), "vectors", "one vector for each user", found)?;
    let song_places = self::places(f64s(saved, "song_vectors", Some(AXES))?);
    let known = |place: &Place| place.iter().all(|value| value.is_finite()).then_some(*place);
    let song_places: Vec<Option<Place>> = song_places.iter().map(known).collect();
    let song_keys = u64s(saved, "song_keys", None)?.to_vec();
    let found = || format!("{} of {} songs", song_keys.len(), song_places.len());
    expect(song_keys.len() == song_places.len(), "song_keys", "one key for each song", found)?;
    let sets = sets(saved, song_places.len())?;
    let found = || format!("{} of {} users", sets.len(), users.len());
    expect(sets.len() == users.len(), "heard_ends", "one value for each user", found)?;
    let user_keys = u64s(saved, "user_keys", None)?.to_vec();
    let tree = tree(&places, &sets, &options);
    Ok(Personality { options, users, places, sets, song_places, user_keys, song_keys, tree })
}

fn options(saved: &SavedModel) -> Result<PersonalityOptions, LoadError> {
    let maximum_overlap: f64 = text(saved, "maximum_overlap", "a number from 0 to 1")?;
    if !(0.0..=1.0).contains(&maximum_overlap) {
        let (expected, found) = ("a number from 0 to 1".to_owned(), format!("`{maximum_overlap}`"));
        return Err(LoadError::Text { name: "maximum_overlap", expected, found });
    }
    Ok(PersonalityOptions {
        k: text(saved, "k", "a whole number")?,
        distance: text(saved, "distance", "`l1` or `l2`")?,
        minimum_songs: text(saved, "minimum_songs", "a whole number")?,
        maximum_overlap,
        votes: text(saved, "votes", "`count`, `weighted-random` or `random`")?,
    })
}

fn places(values: &[f64]) -> Vec<Place> {
    values.as_chunks::<AXES>().0.to_vec()
}

fn sets(saved: &SavedModel, n_songs: usize) -> Result<SongSets, LoadError> {
    let (ends, songs) = (u64s(saved, "heard_ends", None)?, u32s(saved, "heard", None)?);
    let sets = SongSets::from_parts(ends, songs, n_songs);
    expect(sets.is_some(), "heard", "songs of each user, ascending and known", || "others".to_owned())?;
    Ok(sets.unwrap_or_default())
}
