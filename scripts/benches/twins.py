"""Whether the tables that a run has written as HDF5 are their Parquet twins, as pandas.read_hdf reads them.

    twins.py RUN

Every column of the frame, its index among them, cell for cell in the twin's type; missing is missing, whatever pandas
calls it. Types and names of the frame itself are looked at by tests/clients/hdf5_written.py.
"""

import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from equal import first, lines_of

TABLES = ["user_mapping", "song_mapping", "song_df", "user_df"]


def differences(run):
    """What is not the same, a line each."""
    return [f"{name}.h5: {what}" for name in TABLES for what in lines_of(frame, run / f"{name}.h5")]


def frame(path):
    table = pq.read_table(path.with_suffix(".parquet"))
    columns = pd.read_hdf(path, key="df")
    if columns.index.name is not None:
        columns = columns.reset_index()
    if len(columns) != len(table) or not set(columns) <= set(table.column_names):
        yield f"expected {len(table)} rows of {table.column_names}, found {len(columns)} of {list(columns)}"
        return
    for name in columns:
        expected = polars(table[name])
        found = polars(pa.array(columns[name], type=table[name].type, from_pandas=True))
        if not found.equals(expected, null_equal=True):
            yield f"{name}: {first(expected.ne_missing(found).arg_true().to_numpy(), expected, found)}"


def polars(cells):
    column = pl.from_arrow(cells)
    return column.fill_nan(None) if column.dtype.is_float() else column


if __name__ == "__main__":
    what = differences(Path(sys.argv[1]))
    sys.exit("\n".join(["error: not the same", *what]) if what else 0)
