"""Frames as different versions of pandas write them to HDF5, and what pandas itself reads back from them.

    python hdf5_fixtures.py FOLDER

writes NAME-PANDAS.h5.gz and NAME-PANDAS.json for each frame below; run once with each version (0.24, 1.5, 3).
The JSON has the cells as the crate `hdf` names them: numbers, truth values, texts as `str` prints them, lists;
null where pandas says that a cell is missing.
"""

import datetime
import gzip
import json
import math
import os
import sys
import warnings

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
VERSION = ".".join(pd.__version__.split(".")[:2]) if pd.__version__.startswith("0") else pd.__version__.split(".")[0]


def songs():
    """The layout of the data set that people have: texts, integers, floats, truth values, a column of mixed kinds."""
    return pd.DataFrame({
        "song_id": ["SOAAA", "SOBBB", "SOCCC", "SODDD"],
        "title": ["b'Rapha\\xc3\\xabl'", 'b"It\'s"', None, "naïve ☃ \U0001d11e"],
        "year": np.array([1999, 0, 2010, -1], dtype="int64"),
        "tempo": [120.5, np.nan, 1e300, -0.1],
        "energy": np.array([0.1, 0.2, 0.3, np.nan], dtype="float32"),
        "half": np.array([0.1, 2.0, -3.5, 6e-8], dtype="float16"),
        "mode": np.array([True, False, True, True]),
        "small": np.array([-128, 0, 1, 127], dtype="int8"),
        "byte": np.array([0, 1, 2, 255], dtype="uint8"),
        "word": np.array([0, 1, 2, 2**32 - 1], dtype="uint32"),
        "big": np.array([0, 1, 2, 2**64 - 1], dtype="uint64"),
        "fits": np.array([0, 1, 2, 2**63 - 1], dtype="uint64"),
        "plays": [1, None, 3, 2**62],
        "mixed": [1, 2.5, None, 3],
        "truth": [True, None, False, True],
        "anything": ["a", 1, 2.5, None],
        "raw": [b"bytes", b"caf\xc3\xa9", None, b"x"],
        "none": [None, None, np.nan, None],
        "latent": [[0.5, 1.5], [], None, [1e-7, 2.0]],
        "path": [[1, 2, 3], [4], [], None],
        "tags": [["rock"], ["pop", "folk"], [], ["jazz"]],
    }).assign(plays=lambda f: pd.Series([1, None, 3, 2**62], dtype=object))


def times():
    """Moments and spans, with and without a zone."""
    moments = pd.DatetimeIndex(np.array([
        "2019-05-01 12:00:00", "NaT", "1969-12-31 23:59:59.999999", "2262-04-11 23:47:16.854775807"], dtype="M8[ns]"))
    return pd.DataFrame({
        "plain": moments,
        "zoned": moments.tz_localize("UTC").tz_convert("Europe/Berlin"),
        "day": pd.to_datetime(["2019-05-01", "2020-02-29", "1600-01-01", "1970-01-01"][:2] * 2),
        "span": pd.to_timedelta(["1 days 02:03:04", None, "-1 days +23:59:59.5", "00:00:00.000000001"]),
    })


def indexed(index):
    return pd.DataFrame({"n": np.arange(len(index)), "t": ["x%d" % i for i in range(len(index))]}, index=index)


def fixed_frames():
    yield "songs", songs(), {}
    yield "songs-zlib", songs()[["song_id", "year", "tempo", "mode", "title"]], {"complevel": 9, "complib": "zlib"}
    yield "times", times(), {}
    yield "index-texts", indexed(pd.Index(["b", "a", "ü"], name="song")), {}
    yield "index-floats", indexed(pd.Index([0.5, 1.5, -2.0])), {}
    yield "index-moments", indexed(pd.date_range("2020-01-01", periods=3, freq="D", name="when")), {}
    yield "index-zoned", indexed(pd.date_range("2020-01-01", periods=3, freq="h" if VERSION == "3" else "H", tz="UTC")), {}
    yield "index-dates", indexed(pd.Index([datetime.date(2020, 1, 2), datetime.date(1999, 12, 31)])), {}
    yield "index-mixed", indexed(pd.Index(["a", 1, 2.5], dtype=object, name=7)), {}
    yield "index-unsigned", indexed(pd.Index(np.array([3, 1, 2], dtype="uint64"), name="sparse_index")), {}
    levels = pd.MultiIndex.from_tuples([("u1", 1), ("u1", 2), ("u2", 1)], names=["user", None])
    yield "index-levels", indexed(levels), {}
    yield "no-rows", songs().iloc[:0], {}
    yield "no-columns", pd.DataFrame(index=pd.Index([5, 6, 7])), {}
    yield "nothing", pd.DataFrame(), {}
    yield "number-names", pd.DataFrame([[1, 2.5, "a"], [3, 4.5, "b"]], columns=[0, 1, 2]), {}
    yield "mixed-names", pd.DataFrame([[1, 2.5, "a"], [3, 4.5, "b"]], columns=["a", 1, ("t", 2)]), {}
    tuples = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b'c", 1)])
    yield "level-names", pd.DataFrame([[1, 2.5, "a"], [3, 4.5, "b"]], columns=tuples), {}
    yield "complex", pd.DataFrame({"a": [1 + 2j, 3j], "b": [1, 2]}), {}
    yield "column-order", pd.DataFrame([[1, 0.5, 2, "x", 1.5, True]], columns=list("zaymbq")), {}
    yield "empty-texts", pd.DataFrame({"a": ["", "x", ""], "b": ["nan", None, "None"]}), {}
    yield "series", pd.Series([1.5, np.nan, 3], name="taste"), {}
    yield "series-texts", pd.Series(["a", None, "c"], index=["x", "y", "z"]), {}


def table_frames():
    texts = pd.DataFrame({
        "song_id": ["SOAAA", "SOBBB", "SOCCC", "SODDD"],
        "title": ["naïve", None, "", "☃"],
        "genre": pd.Categorical(["rock", None, "pop", "rock"]),
        "stars": pd.Categorical([3, 1, 3, 2]),
        "year": np.array([1999, 0, 2010, -1], dtype="int64"),
        "tempo": [120.5, np.nan, 1e300, -0.1],
        "energy": np.array([0.1, 0.2, 0.3, np.nan], dtype="float32"),
        "mode": np.array([True, False, True, True]),
        "byte": np.array([0, 1, 2, 255], dtype="uint8"),
        "when": np.array(["2019-05-01 12:00:00", "NaT", "1969-12-31 23:59:59.999999", "2000-01-01"], dtype="M8[ns]"),
        "zoned": pd.to_datetime(["2019-05-01", None, "1999-01-01", "2000-01-01"]).tz_localize("UTC"),
        "span": pd.to_timedelta(["1 days 02:03:04", "0 days", "-1 days +23:59:59.5", "2 days"]),
    })
    yield "table", texts, {}
    yield "table-columns", texts, {"data_columns": ["song_id", "year", "genre"], "min_itemsize": {"song_id": 40}}
    yield "table-zlib", texts, {"complevel": 9, "complib": "zlib", "fletcher32": True, "data_columns": True}
    yield "table-missing", texts[["title"]], {"nan_rep": "_nothing_"}
    yield "table-index", indexed(pd.Index(["b", "a", "ü"], name="song")), {}
    levels = pd.MultiIndex.from_tuples([("u1", 1), ("u1", 2), ("u2", 1)], names=["user", "song"])
    yield "table-levels", indexed(levels), {}
    yield "table-moments", indexed(pd.date_range("2020-01-01", periods=3, freq="D", name="when")), {}
    yield "table-number-names", pd.DataFrame([[1, 2.5, "a"], [3, 4.5, "b"]], columns=[0, 1, 2]), {}
    yield "table-series", pd.Series([1.5, np.nan, 3], name="taste"), {}
    yield "table-order", pd.DataFrame([[1, 0.5, 2, "x", 1.5, True]], columns=list("zaymbq")), {"data_columns": ["y", "x"][:1]}


def is_missing(cell):
    if isinstance(cell, (list, tuple, np.ndarray, dict)):
        return False
    return bool(pd.isna(cell))


def python(cell):
    """A cell as plain Python has it."""
    return cell.item() if isinstance(cell, np.generic) and not isinstance(cell, (np.datetime64, np.timedelta64)) else cell


def told(cell):
    if isinstance(cell, bytes):
        return cell.decode("utf-8")
    return str(cell)


def number(value):
    """JSON has no infinity, and NaN is a missing cell."""
    value = float(value)
    return None if math.isnan(value) else str(value) if math.isinf(value) else value


def cells_of(values):
    """Kind and cells of a column."""
    cells = [None if is_missing(cell) else python(cell) for cell in values]
    there = [cell for cell in cells if cell is not None]
    kinds = {type(cell) for cell in there}
    if values.dtype.kind == "f":
        return "floats", [number(cell) for cell in values]
    if not there:
        return "missing cells", cells
    if kinds == {bool}:
        return "booleans", cells
    if kinds == {int}:
        return "integers", cells
    if kinds <= {int, float}:
        return "floats", [None if cell is None else number(cell) for cell in cells]
    if kinds <= {list, tuple, np.ndarray}:
        inner = {type(python(value)) for cell in there for value in cell}
        if inner <= {int}:
            return "lists of integers", cells
        if inner <= {int, float}:
            return "lists of floats", [cell and [float(value) for value in cell] for cell in cells]
        return "other", len(cells)
    if complex in kinds:
        return "other", len(cells)
    return "texts", [None if cell is None else told(utc(cell)) for cell in cells]


def utc(cell):
    return cell.tz_convert("UTC") if isinstance(cell, pd.Timestamp) and cell.tz is not None else cell


def column(name, values):
    kind, cells = cells_of(values)
    return {"name": name, "kind": kind, "cells": cells}


def index_levels(index):
    if isinstance(index, pd.MultiIndex):
        return [(index.names[i], index.get_level_values(i)) for i in range(index.nlevels)]
    return [(index.name, index)]


def expectation(frame):
    if isinstance(frame, pd.Series):
        frame = frame.to_frame("values" if frame.name is None else frame.name)
    index = [column(None if name is None else str(name), values) for name, values in index_levels(frame.index)]
    columns = [column(str(name), frame.iloc[:, place]) for place, name in enumerate(frame.columns)]
    return {"n_rows": len(frame), "index": index, "columns": columns}


def write(folder, name, frame, format_, options):
    path = os.path.join(folder, name + ".h5")
    if os.path.exists(path):
        os.remove(path)
    options = dict(options)
    try:
        storage = {name: options.pop(name) for name in ("complevel", "complib", "fletcher32") if name in options}
        with pd.HDFStore(path, "w", **storage) as store:
            store.put("df", frame, format=format_, **options)
        expected = expectation(pd.read_hdf(path, key="df"))
    except Exception as problem:
        print("%s: pandas %s does not do this: %s" % (name, pd.__version__, str(problem)[:150]))
        if os.path.exists(path):
            os.remove(path)
        return
    with open(path, "rb") as plain:
        packed = gzip.compress(plain.read(), 9)
    with open(path + ".gz", "wb") as out:
        out.write(packed[:4] + b"\0\0\0\0" + packed[8:])
    os.remove(path)
    with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as out:
        json.dump(expected, out, ensure_ascii=False, indent=None, separators=(",", ":"), allow_nan=False)
        out.write("\n")


def main(folder):
    for name, frame, options in fixed_frames():
        write(folder, "%s-%s" % (name, VERSION), frame, "fixed", options)
    for name, frame, options in table_frames():
        write(folder, "%s-%s" % (name, VERSION), frame, "table", options)


if __name__ == "__main__":
    main(sys.argv[1])
