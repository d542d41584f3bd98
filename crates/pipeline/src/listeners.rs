//! Who gets a list, as a plan says it: a word or a number.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Who gets a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listeners {
    /// Users with hidden plays.
    Judged,
    /// Everyone.
    All,
    /// The first so many in the order of their ids.
    First(usize),
}

impl Serialize for Listeners {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Judged => serializer.serialize_str("judged"),
            Self::All => serializer.serialize_str("all"),
            Self::First(n) => serializer.serialize_u64(n as u64),
        }
    }
}

impl<'de> Deserialize<'de> for Listeners {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordOrNumber;

        impl Visitor<'_> for WordOrNumber {
            type Value = Listeners;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"judged\", \"all\" or a whole number from 1 on")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Listeners, E> {
                match word {
                    "judged" => Ok(Listeners::Judged),
                    "all" => Ok(Listeners::All),
                    _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }
            }

            fn visit_i64<E: de::Error>(self, n: i64) -> Result<Listeners, E> {
                let number = usize::try_from(n).ok().filter(|&n| n > 0);
                number.map(Listeners::First).ok_or_else(|| E::invalid_value(de::Unexpected::Signed(n), &self))
            }
        }

        deserializer.deserialize_any(WordOrNumber)
    }
}
