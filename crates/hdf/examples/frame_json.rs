//! Prints what is read from an HDF5 file as JSON, to compare with what other programs read from it; or, with
//! `--measure`, only how many cells of which kind, and the time it took.
//!
//!     cargo run --release -p hdf --example frame_json -- [--measure] FILE [KEY] [COLUMN ...]

#![expect(clippy::print_stdout, reason = "an example that people run in a terminal")]

use std::{env, error::Error, path::Path, time::Instant};

#[path = "../tests/frames/told.rs"]
mod told;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let measure = arguments.first().is_some_and(|argument| argument == "--measure");
    arguments.drain(..usize::from(measure));
    let file = arguments.first().ok_or("expected a file")?;
    let key = arguments.get(1).map(String::as_str).filter(|key| !key.is_empty());
    let columns = arguments.get(2..).unwrap_or_default();
    let start = Instant::now();
    let wanted = |name: &str| columns.is_empty() || columns.iter().any(|column| column == name);
    let frame = hdf::read(Path::new(file), key, &wanted)?;
    if !measure {
        println!("{}", told::told(&frame));
        return Ok(());
    }
    println!("{} rows, {} ms", frame.n_rows, start.elapsed().as_millis());
    for (name, cells) in &frame.columns {
        println!("{name}: {}", cells.name());
    }
    Ok(())
}
