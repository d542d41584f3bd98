//! What is written is read again as it was.

use proptest::prelude::*;

use std::ops::ControlFlow;

use crate::{ArrayWriter, Cell, Limits, List, Missing, PickleError, read_array, read_array_until};

fn texts() -> impl Strategy<Value = Cell<'static>> {
    prop_oneof![".{0,20}", "[a-zé]{250,300}"].prop_map(|text| Cell::Text(text.into()))
}

fn whole_numbers() -> impl Strategy<Value = i64> {
    (any::<i64>(), 0..64_u32).prop_map(|(value, bits)| value >> bits)
}

fn cells() -> impl Strategy<Value = Cell<'static>> {
    prop_oneof![
        texts(),
        Just(Cell::Missing(Missing::Nothing)),
        any::<bool>().prop_map(Cell::Boolean),
        whole_numbers().prop_map(Cell::Integer),
        any::<f64>().prop_filter("NaN is not equal to itself", |value| !value.is_nan()).prop_map(Cell::Float),
        prop::collection::vec(-1e300..1e300, 1..9).prop_map(|values| Cell::List(List::Floats(values))),
        prop::collection::vec(whole_numbers(), 1..40).prop_map(|values| Cell::List(List::Integers(values))),
        prop::collection::vec(texts(), 0..4).prop_map(|values| Cell::List(List::Cells(values))),
    ]
}

fn write(array: &mut ArrayWriter, cell: &Cell<'_>) {
    match cell {
        Cell::Text(text) => array.text(text),
        Cell::Missing(_) => array.none(),
        Cell::Boolean(value) => array.boolean(*value),
        Cell::Integer(value) => array.integer(*value),
        Cell::Float(value) => array.float(*value),
        Cell::List(List::Floats(values)) => array.floats(values),
        Cell::List(List::Integers(values)) => array.integers(values.iter().copied()),
        Cell::List(List::Cells(values)) => array.texts(values.iter().map(|value| match value {
            Cell::Text(text) => text.as_ref(),
            other => panic!("{other:?} in a list of texts"),
        })),
        other => panic!("{other:?} is not written"),
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read(cells in prop::collection::vec(cells(), 0..50), as_column in any::<bool>()) {
        let shape = if as_column { vec![cells.len(), 1] } else { vec![cells.len()] };
        let mut array = ArrayWriter::new(&shape, 0);
        for cell in &cells {
            write(&mut array, cell);
        }
        let bytes = array.finish().unwrap();
        let mut read = Vec::new();
        let read_shape = read_array(&bytes, &Limits::default(), |_, cell| read.push(cell)).unwrap();
        prop_assert_eq!(read_shape, shape);
        prop_assert_eq!(read, cells);
    }
}

#[test]
fn arrays_longer_than_a_batch_are_read_whole() {
    for n_cells in [999, 1000, 1001, 2000, 2001] {
        let mut array = ArrayWriter::new(&[n_cells], n_cells * 5);
        (0..n_cells).for_each(|value| array.integer(value as i64));
        let bytes = array.finish().unwrap();
        let mut read = Vec::new();
        read_array(&bytes, &Limits::default(), |_, cell| read.push(cell)).unwrap();
        assert_eq!(read, (0..n_cells as i64).map(Cell::Integer).collect::<Vec<_>>());
    }
}

#[test]
fn nothing_is_read_behind_the_cell_at_which_the_reader_breaks_off() {
    let mut writer = ArrayWriter::new(&[3], 0);
    (0..3).for_each(|value| writer.integer(value));
    let bytes = writer.finish().unwrap();
    let mut read = Vec::new();
    let stopped = read_array_until(&bytes, &Limits::default(), |place, cell| {
        read.push(cell);
        if place.index == 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(stopped, Err(PickleError::Stopped { n_seen: 2 }));
    assert_eq!(read, [Cell::Integer(0), Cell::Integer(1)]);
}
