//! How fast arrays are read and written: `speed read < FILE`, `speed write N_ROWS > FILE`.
//!
//! `write` makes rows of an id, five numbers and sixteen whole numbers, as of users. Take the time from outside.
#![expect(clippy::print_stderr, reason = "an example tells what it did")]

use std::env;
use std::error::Error;
use std::io::{self, Read, Write};

use pickle::{ArrayWriter, Cell, Limits, List, read_array};

fn main() -> Result<(), Box<dyn Error>> {
    match env::args().nth(1).as_deref() {
        Some("read") => read(),
        Some("write") => write(env::args().nth(2).unwrap_or_default().parse()?),
        _ => Err("expected `read` or `write N_ROWS`".into()),
    }
}

fn read() -> Result<(), Box<dyn Error>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    let (mut n_texts, mut n_values, mut sum) = (0_u64, 0, 0.0);
    let shape = read_array(&bytes, &Limits::default(), |_, cell| match cell {
        Cell::Text(text) => n_texts += u64::from(!text.is_empty()),
        Cell::List(List::Floats(values)) => sum += values.iter().sum::<f64>(),
        Cell::List(values) => n_values += values.len(),
        _ => (),
    })?;
    eprintln!("shape {shape:?}, {n_texts} texts, {n_values} values in lists, sum of the numbers {sum}");
    Ok(())
}

fn write(n_rows: usize) -> Result<(), Box<dyn Error>> {
    let mut array = ArrayWriter::new(&[n_rows, 3], n_rows * 170);
    for row in 0..n_rows {
        array.text(&format!("{row:040x}"));
        array.floats(&[0.1, 0.2, 0.3, 0.4, row as f64]);
        array.integers((0..16).map(|step| ((row * 7 + step * 28_001) % 447_499) as i64));
    }
    io::stdout().write_all(&array.finish()?)?;
    Ok(())
}
