//! Options of a stage: one declaration makes the struct that parses them, the defaults and the help.

/// What is said of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionCard {
    /// Its name.
    pub name: &'static str,
    /// The values it takes.
    pub values: &'static str,
    /// Its default, as it is written in a plan.
    pub default: String,
    /// What it does.
    pub about: &'static str,
}

/// Declares the options of a stage. Each has a doc comment, a type, a default and a description of its values.
macro_rules! options {
    ($(#[$meta:meta])* $name:ident { $( #[doc = $about:literal] $option:ident: $type:ty = $default:expr, $values:literal; )* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $name {
            $( #[doc = $about] pub(crate) $option: $type, )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $option: $default, )* }
            }
        }

        impl $name {
            /// What is said of each option.
            pub(crate) fn cards() -> Vec<$crate::options::OptionCard> {
                let _defaults = Self::default();
                vec![$( $crate::options::OptionCard {
                    name: stringify!($option),
                    values: $values,
                    default: $crate::options::written(&_defaults.$option),
                    about: $about.trim_ascii(),
                }, )*]
            }
        }
    };
}

pub(crate) use options;

/// A value as it is written in a plan.
pub(crate) fn written<T: serde::Serialize>(value: &T) -> String {
    toml::Value::try_from(value).map_or_else(|_| "-".to_owned(), |value| value.to_string())
}

/// Options from a plan's `with`.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(with: &toml::Table) -> Result<T, String> {
    with.clone().try_into().map_err(|error: toml::de::Error| error.to_string().trim().replace('\n', " "))
}
