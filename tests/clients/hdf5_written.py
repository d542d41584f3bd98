"""Compares the HDF5 files of a folder with their Parquet and npz twins, as pandas and h5py read them.

    python -W error hdf5_written.py FOLDER

`X.h5` beside `X.parquet` is a frame of pandas: every cell, type, name and the index. `matrices.h5` is compared with
`train_sparse.npz` and `test_sparse.npz`, and its ids with `song_mapping.parquet` and `user_mapping.parquet`, as far as
they are there. Runs with pandas 0.24 to 3. The exit code is 1 if anything differs.
"""

import math
import pathlib
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from checks import Checks, unlike

INDEX = "sparse_index"
PANDAS = int(pd.__version__.split(".")[0])
TEXT = "str" if PANDAS >= 3 else "object"


def is_mapping(path):
    """In a mapping the numbers are a column of Python's ints, beside an index without a name."""
    return path.stem.endswith("_mapping")


def cells(values):
    """The cells as Python's own values; NaN and pandas' other words for missing become None."""
    plain = values.tolist() if values.dtype != object else list(values)
    return [None if value is None or value != value else value for value in plain]


def same(found, expected):
    """Whether two cells are equal and of one type, -0.0 not being 0.0."""
    if type(found) is not type(expected):
        return False
    if isinstance(found, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, float):
        return found == expected and math.copysign(1, found) == math.copysign(1, expected)
    return found == expected


def as_written(values, dtype):
    """Cells of the twin as they are in a frame of that type."""
    return [float(value) if value is not None and dtype == "float64" else value for value in values]


def expected_dtype(path, field, values):
    """The type that a column of the twin has in the frame."""
    kind, missing = str(field.type), None in values
    if kind == "int64":
        if is_mapping(path) and field.name == INDEX:
            return "object"
        return "float64" if missing else "int64"
    if kind in ("string", "large_string"):
        return TEXT
    if kind == "bool":
        return "object" if missing else "bool"
    return "float64" if kind == "double" else "object"


def read(path):
    """The frame, its only key being `df`."""
    with pd.HDFStore(str(path), mode="r") as store:
        assert store.keys() == ["/df"], store.keys()
    return pd.read_hdf(str(path), key="df")


def check_columns(frame, names):
    """The names of the columns, in their order; the index may be one of the twin's, which may have further ones."""
    missing = [name for name in frame.columns if name not in names]
    return missing or unlike(list(frame.columns), [name for name in names if name in frame.columns])


def check_index(path, frame, table):
    """A mapping and a table without the index column have an index without a name."""
    if str(frame.index.dtype) != "int64":
        return "expected an index of int64, found {}".format(frame.index.dtype)
    if is_mapping(path) or INDEX not in table.column_names:
        return unlike(frame.index.name, None) or unlike(len(frame.index), table.num_rows)
    expected = table.column(INDEX).to_pylist()
    return unlike(frame.index.name, INDEX) or unlike(frame.index.tolist(), expected)


def check_column(path, frame, field, values):
    """Type and cells of a column."""
    column = frame[field.name]
    dtype = expected_dtype(path, field, values)
    # Where there is nothing but missing objects, pandas 3 takes them for texts.
    if dtype != "object" or any(value is not None for value in values):
        if str(column.dtype) != dtype:
            return "expected a column of {}, found {}".format(dtype, column.dtype)
    for row, (found, expected) in enumerate(zip(cells(column), as_written(values, str(column.dtype)))):
        if not same(found, expected):
            return "row {}: expected {!r}, found {!r}".format(row, expected, found)
    return unlike(len(column), len(values))


def check_frame(checks, path):
    """All of a frame and its twin."""
    frame, table = read(path), pq.read_table(str(path.with_suffix(".parquet")))
    checks.run(path.name + ": columns", check_columns, frame, table.column_names)
    checks.run(path.name + ": index", check_index, path, frame, table)
    for field in table.schema:
        if field.name in frame.columns:
            values = table.column(field.name).to_pylist()
            checks.run(path.name + ": " + field.name, check_column, path, frame, field, values)


def check_matrix(group, twin):
    """CSR parts and what is said of them."""
    import scipy.sparse

    said = {name: group.attrs[name] for name in ("format", "rows", "columns")}
    if said != {"format": "csr", "rows": "songs", "columns": "users"} or list(group.attrs["axes"]) != ["songs", "users"]:
        return "found the attributes {}".format(dict(group.attrs))
    parts = [group[name][:] for name in ("data", "indices", "indptr")]
    if [part.dtype for part in parts] != [np.float32, np.int32, np.int32]:
        return "found the types {}".format([part.dtype for part in parts])
    matrix = scipy.sparse.csr_matrix(tuple(parts), shape=tuple(group.attrs["shape"]))
    expected = scipy.sparse.load_npz(str(twin))
    for name in ("data", "indices", "indptr"):
        if not np.array_equal(getattr(matrix, name), getattr(expected, name)):
            return name + " differs"
    return unlike(matrix.shape, expected.shape)


def check_ids(dataset, twin, column):
    """Ids in the order of their numbers."""
    table = pq.read_table(str(twin))
    numbered = sorted(zip(table.column(INDEX).to_pylist(), table.column(column).to_pylist()))
    return unlike(dataset.asstr()[:].tolist(), [text for _, text in numbered])


def check_matrices(checks, path):
    """`matrices.h5` and what stands beside it."""
    import h5py

    with h5py.File(path, "r") as file:
        for name in ("train", "test"):
            twin = path.with_name(name + "_sparse.npz")
            if twin.exists() or name in file:
                checks.run(path.name + ": " + name, lambda: check_matrix(file[name], twin))
        for axis, name in (("songs", "song"), ("users", "user")):
            twin = path.with_name(name + "_mapping.parquet")
            if twin.exists():
                checks.run(path.name + ": " + axis, lambda: check_ids(file[axis], twin, name + "_id"))


def main(folder):
    checks = Checks()
    frames = [path for path in sorted(folder.glob("*.h5")) if path.with_suffix(".parquet").exists()]
    for path in frames:
        checks.run(path.name, check_frame, checks, path)
    matrices = folder / "matrices.h5"
    if matrices.exists():
        check_matrices(checks, matrices)
    checks.run("HDF5 files", lambda: None if frames or matrices.exists() else "expected some, found none")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
