//! What the axes of a saved model's arrays are.

/// An array's name, and what it has along each axis.
type Axes = (&'static str, &'static [&'static str]);

const ALS: &[Axes] = &[("user_factors", &["users", "factors"]), ("song_factors", &["songs", "factors"])];
const POPULARITY: &[Axes] = &[("listeners", &["songs"]), ("plays", &["songs"])];
const RANDOM: &[Axes] = &[("users", &["users"]), ("songs", &["songs", "halves of a key"])];
const PERSONALITY: &[Axes] = &[
    ("users", &["neighbours"]),
    ("vectors", &["neighbours", "MUSIC"]),
    ("heard_ends", &["neighbours"]),
    ("heard", &["songs of neighbours"]),
    ("song_vectors", &["songs", "MUSIC"]),
    ("user_keys", &["users"]),
    ("song_keys", &["songs"]),
];
const CONTENT: &[Axes] =
    &[("feature_weights", &["features"]), ("sounds", &["songs", "features"]), ("genres", &["songs"])];

/// What the array called `array` of a model of `kind` has along each axis; `None` if no such model has it.
///
/// `users` and `songs` are all of a run, by number; `neighbours` are the users of a personality model who train and
/// have a taste.
pub fn axes_of(kind: &str, array: &str) -> Option<&'static [&'static str]> {
    let arrays = match kind {
        "als" => ALS,
        "popularity" => POPULARITY,
        "random" => RANDOM,
        "personality" => PERSONALITY,
        "content" => CONTENT,
        _ => return None,
    };
    arrays.iter().find(|(name, _)| *name == array).map(|(_, axes)| *axes)
}
