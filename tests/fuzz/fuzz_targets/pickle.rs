//! Any bytes are read or refused: no panic, no hang, no memory past the bound; twice the same, and both readers agree.
#![no_main]

#[path = "peak.rs"]
mod peak;

use libfuzzer_sys::fuzz_target;
use pickle::{Cell, Limits, PickleError, read_array, read_array_until, read_value};

const LIMITS: Limits = Limits { depth: 32, memory: 1 << 20, repeats: 16, repeated_bytes: 1 << 16 };

fuzz_target!(|bytes: &[u8]| {
    // Nothing is kept: an array must cost no more than one batch.
    let (shape, peak) = peak::peak_of(|| read_array(bytes, &LIMITS, |_, cell| drop(cell)));
    check_peak(peak, bytes);
    let (value, peak) = peak::peak_of(|| read_value(bytes, &LIMITS));
    check_peak(peak, bytes);

    let mut cells = Vec::new();
    let again = read_array(bytes, &LIMITS, |_, cell| cells.push(cell));
    assert_eq!(again, shape);
    assert_eq!(format!("{:?}", read_value(bytes, &LIMITS)), format!("{value:?}"));

    let Ok(shape) = shape else { return };
    assert_eq!(cells.len(), if shape.contains(&0) { 0 } else { shape.iter().product() });
    if !cells.is_empty() {
        let stopped = read_array_until(bytes, &LIMITS, |_, _| std::ops::ControlFlow::Break(()));
        assert_eq!(stopped, Err(PickleError::Stopped { n_seen: 1 }));
    }
    match value {
        Ok(value) if !cells.is_empty() => assert_eq!(format!("{:?}", flat(value, shape.len())), format!("{cells:?}")),
        Ok(_) => (),
        // All cells at once can be too many.
        Err(error) => assert!(matches!(error, PickleError::Limit { .. }), "{error}"),
    }
});

/// Values and the lists' spare room; 12 bytes a memo slot, doubled while it grows; what a few opcodes allocate at once.
fn check_peak(peak: usize, bytes: &[u8]) {
    let bound = 3 * LIMITS.memory + 36 * bytes.len() + 65_536;
    assert!(peak <= bound, "{peak} bytes held for a pickle of {}", bytes.len());
}

/// The cells of lists in lists, in order.
fn flat(cell: Cell<'_>, n_axes: usize) -> Vec<Cell<'_>> {
    match (cell, n_axes) {
        (cell, 0) => vec![cell],
        (Cell::List(list), _) => list.into_cells().into_iter().flat_map(|cell| flat(cell, n_axes - 1)).collect(),
        (cell, _) => panic!("{cell:?} where a list should be"),
    }
}
