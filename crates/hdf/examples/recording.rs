//! Writes the recording of a file to standard output: what the fuzz target `layout` starts from.
//!
//!     cargo run --release -p hdf --example recording -- FILE > tests/fuzz/recordings/NAME

use std::{env, error::Error, io::Write, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("expected a file")?;
    let recording = hdf::record(Path::new(&file))?;
    std::io::stdout().write_all(&recording.to_bytes())?;
    Ok(())
}
