//! What holds for every model, whatever it thinks of songs.

mod battery;
mod damaged;
mod models;
mod world;
