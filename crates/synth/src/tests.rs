//! What must hold for a sample as the readers of its files see it.

mod reading;
mod recipes;
mod same_bytes;
mod tables;
mod tastes;
mod triplets;
