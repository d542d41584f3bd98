//! What Python wrote is read as Python reads it; what is written is read again; nothing a pickle says does harm.

mod corpus;
mod hostile;
mod round_trip;
mod told;
mod writer;
