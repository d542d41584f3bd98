//! One name or several: what a plan gives to a port that it writes, or the files that a source may be.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// At least one name; one alone is written without brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names(Vec<String>);

impl Names {
    /// The names in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The first, and mostly the only one.
    ///
    /// # Panics
    /// Never: there is at least one.
    pub fn first(&self) -> &str {
        self.0.first().expect("an empty list is refused where it is read")
    }

    /// Whether there is one alone.
    pub fn is_single(&self) -> bool {
        self.0.len() == 1
    }
}

impl From<&str> for Names {
    fn from(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let [name] = &self.0[..] {
            return serializer.serialize_str(name);
        }
        let mut names = serializer.serialize_seq(Some(self.0.len()))?;
        self.0.iter().try_for_each(|name| names.serialize_element(name))?;
        names.end()
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name, or a list of names")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Names, E> {
                Ok(Names::from(name))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = list.next_element()? {
                    names.push(name);
                }
                if names.is_empty() { Err(de::Error::invalid_length(0, &self)) } else { Ok(Names(names)) }
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}
