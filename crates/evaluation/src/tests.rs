//! The crate from inside: by hand, by what must hold, and against other people's libraries.

mod stream;

mod small_case;

mod by_hand;

mod conventions;

mod descriptions;

mod judging;

mod refusals;

mod by_chance;

mod libraries;

mod statistics;

mod comparisons;

mod draws;

mod scorecards;
