"""Seeded random frames with all that pandas can put into an HDF5 file, and how each of them is to be written.

Frame `number` of a seed is always the same one. Runs under pandas 1.5 and 3, on Python from 3.8 on.
"""

import datetime

import numpy as np
import pandas as pd

TEXTS = [
    "", "", " ", "plain", "b'wrapped'", 'b"It\'s"', r"b'Rapha\xc3\xabl'", "Raphaël", "ラジオ", "𝄞", "e\u0301", "it's", '"quoted"',
    "tab\there", "line\nbreak", "back\\slash", "nan", "NaN", "None", "NA", "null", "0", "007", "-1", "1e5", "True",
    "a,b;c", "zero\0inside", "  padded  ", "2012-01-01", "\ufeffmark", "long " * 60,
]
OBJECTS = [0, -1, 2**40, 1.5, -0.0, float("inf"), "text", "", "1", True, False, None, float("nan"),
           np.int64(7), np.int8(-3), np.float64(2.5), np.float32(0.1), np.bool_(True)]
DATES = [datetime.date(2012, 1, 2), datetime.date(1969, 12, 31), datetime.date(1, 1, 1)]
BYTES = [b"", b"abc", b"it's", b"\x00\xff", "Raphaël".encode(), "no bytes"]
SPECIAL = [np.nan, np.inf, -np.inf, -0.0, 0.0]
IS_OLD = int(pd.__version__.split(".")[0]) < 3
UNITS = ["ns"] if IS_OLD else ["ns", "us", "ms", "s"]

INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float16", "float32", "float64"]


# columns: (rng, n_rows) -> values


def whole(dtype):
    def make(rng, n):
        values = rng.integers(-100 if dtype.startswith("i") else 0, 100, n).astype(dtype)
        if n and rng.random() < 0.4:  # the ends; those of uint64 are beyond int64
            ends = np.iinfo(dtype).min, np.iinfo(dtype).max
            values[rng.integers(n)] = ends[rng.integers(2)]
        return values
    return make


def floating(dtype):
    def make(rng, n):
        values = rng.normal(size=n).astype(dtype)
        special = rng.random(n) < 0.2
        values[special] = rng.choice(SPECIAL + [np.finfo(dtype).max, np.finfo(dtype).tiny], special.sum())
        return values
    return make


def picked(pool, missing=()):
    """Objects from the pool, a fifth of them missing in one of the ways given."""
    def make(rng, n):
        gaps = rng.random(n) < (0.2 if missing else 0)
        cells = [missing[rng.integers(len(missing))] if gap else pool[rng.integers(len(pool))] for gap in gaps]
        return as_objects(cells)
    return make


def as_objects(cells):
    """An array of objects whatever they are: NumPy would make lists of one length a matrix."""
    values = np.empty(len(cells), dtype=object)
    for at, cell in enumerate(cells):
        values[at] = cell
    return values


def texts(rng, n):
    """As pandas makes a column of texts by itself: objects before pandas 3, `str` from there on."""
    return pd.Series(picked(TEXTS)(rng, n).tolist(), dtype=None if n else object).array


def texts_with_gaps(rng, n):
    return pd.Series(picked(TEXTS, [None, np.nan])(rng, n).tolist(), dtype=None if n else object).array


def lists(element):
    def make(rng, n):
        return as_objects([[element(rng) for _ in range(size)] for size in rng.integers(0, 6, n)])
    return make


def lists_with_gaps(rng, n):
    made = lists(lambda rng: int(rng.integers(1000)))(rng, n)
    return as_objects([None if rng.random() < 0.2 else cell for cell in made])


def arrays(rng, n):
    return as_objects([rng.normal(size=size) for size in rng.integers(0, 6, n)])


def moments(kind, first=-60_000, last=60_000):
    """Days, or fractions of a second, between two days from 1970; in the coarser units of pandas 3 beyond what ns reach."""
    def make(rng, n):
        unit = UNITS[rng.integers(len(UNITS))]
        far = 15 if unit != "ns" and kind == "M" and last == -first else 1
        days = rng.integers(first, last * far, n).astype(f"{kind}8[D]")
        fine = rng.integers(0, 86_400_000, n).astype("m8[ms]") if rng.random() < 0.7 else np.zeros(n, "m8[ms]")
        values = days.astype(f"{kind}8[{unit}]") + fine.astype(f"m8[{unit}]")
        values[rng.random(n) < 0.1] = np.datetime64("NaT") if kind == "M" else np.timedelta64("NaT")
        return values
    return make


def zoned(rng, n):
    """From 1950 on: before, the offset of a zone may have seconds, which ISO 8601 cannot write."""
    zone = str(rng.choice(["UTC", "Europe/Paris"]))
    return pd.DatetimeIndex(moments("M", -7_000)(rng, n)).tz_localize("UTC").tz_convert(zone).array


def categories(rng, n):
    pool = ["Rock", "Pop", "", "Größe"] if rng.random() < 0.7 else [3, 1, 2]
    codes = rng.integers(-1, len(pool), n)  # -1 is a missing cell
    return pd.Categorical.from_codes(codes, pool, ordered=bool(rng.random() < 0.3))


IN_A_TABLE = {
    **{dtype: whole(dtype) for dtype in INTS},
    **{dtype: floating(dtype) for dtype in FLOATS},
    "bool": lambda rng, n: rng.random(n) < 0.5,
    "texts": texts,
    "texts with gaps": texts_with_gaps,
    "datetimes": moments("M"),
    "datetimes with zone": zoned,
    "timedeltas": moments("m"),
}
KINDS = {
    "fixed": {
        **IN_A_TABLE,
        "objects": picked(OBJECTS),
        "whole numbers with gaps": picked([0, -5, 2**62], [None, np.nan]),
        "floats with gaps": picked([0.5, -0.0], [None]),
        "bools with gaps": picked([True, False], [None, np.nan]),
        "whole numbers and floats": picked([1, 2.5]),
        "texts with NA": picked(TEXTS, [pd.NA]),
        "whole numbers beyond int64": picked([2**63, -(2**70), 5]),
        "bytes": picked(BYTES),
        "dates": picked(DATES, [None]),
        "nothing": picked([None, np.nan]),
        "lists of ints": lists(lambda rng: int(rng.integers(-1000, 1000))),
        "lists of NumPy ints": lists(lambda rng: np.int64(rng.integers(1000))),
        "lists of floats": lists(lambda rng: float(rng.normal())),
        "lists of NumPy floats": lists(lambda rng: np.float64(rng.choice([rng.normal(), np.nan, -0.0]))),
        "lists with gaps": lists_with_gaps,
        "arrays of floats": arrays,
    },
    "table": {**IN_A_TABLE, "categories": categories},
}

# indexes: (rng, n_rows) -> index


def labels(make, name=None):
    return lambda rng, n: pd.Index(make(rng, n), name=name)


def days(rng, n):
    return pd.date_range("2012-01-01", periods=n, freq="D").array


def levels(names):
    def make(rng, n):
        return pd.MultiIndex.from_arrays([rng.integers(0, 5, n), picked(["a", "b", "é"])(rng, n)], names=names)
    return make


INDEXES = {
    "range": lambda rng, n: pd.RangeIndex(n),
    "range, named": lambda rng, n: pd.RangeIndex(n, name="sparse_index"),
    "steps": lambda rng, n: pd.RangeIndex(5, 5 + 3 * n, 3),
    "ints": labels(lambda rng, n: rng.permutation(n) * 10 + 7),
    "ints, named, repeated": labels(lambda rng, n: rng.integers(0, 4, n), "label"),
    "floats": labels(lambda rng, n: rng.normal(size=n)),
    "texts": labels(lambda rng, n: picked(["a", "é", "it's", "x y"])(rng, n)),
    "texts, named": labels(lambda rng, n: np.array([f"id{at}" for at in range(n)], dtype=object), "user id"),
    "days": labels(days),
    "datetimes, named": labels(lambda rng, n: pd.to_datetime(rng.integers(0, 10**9, n), unit="s"), "when"),
    "datetimes with zone": labels(lambda rng, n: pd.to_datetime(rng.integers(0, 10**9, n), unit="s", utc=True), "when"),
    "timedeltas": labels(lambda rng, n: pd.to_timedelta(rng.integers(0, 10**6, n), unit="s")),
    "dates": labels(lambda rng, n: picked(DATES)(rng, n)),
    "bools": labels(lambda rng, n: rng.random(n) < 0.5),
    "categories": labels(picked(["x", "y"]) if IS_OLD else lambda rng, n: pd.Categorical(picked(["x", "y"])(rng, n))),
    "levels, named": levels(["one", "two"]),
    "levels, one of them a count": lambda rng, n: pd.MultiIndex.from_arrays([range(n), picked(["a", "b"])(rng, n)]),
    "levels": levels([None, None]),
}

SAME_NAMES = {  # a table cannot have two columns of one name
    "an index called as a column is": pd.DataFrame({"a": [1, 2, 3]}, index=pd.Index([4, 5, 6], name="a")),
    "an index without a name beside a column called index": pd.DataFrame({"index": [1, 2, 3]}, index=[4, 5, 6]),
}

# names of the columns: (n_columns) -> labels
NAMES = {
    "texts": lambda n: [f"c{at}" for at in range(n)],
    "odd texts": lambda n: [f"c{at} é.'/" for at in range(n)],
    "ints": lambda n: list(range(n)),
    "floats": lambda n: [at + 0.5 for at in range(n)],
    "ints and texts": lambda n: [at if at % 2 else f"c{at}" for at in range(n)],
}

WRITTEN = {  # words -> options of to_hdf
    "fixed": {"format": "fixed"},
    "fixed, zlib": {"format": "fixed", "complib": "zlib", "complevel": 5},
    "table": {"format": "table"},
    "table, data columns": {"format": "table", "data_columns": True},
    "table, zlib": {"format": "table", "complib": "zlib", "complevel": 9},
    "table, some data columns": {"format": "table", "data_columns": ["c0"]},
    "table, min_itemsize": {"format": "table", "min_itemsize": 2000},
    "table, nan_rep": {"format": "table", "nan_rep": "<missing>"},
}
FORMATS = ["fixed", "table", "fixed", "table, data columns", "fixed, zlib", "table, zlib", "fixed", "table, some data columns",
           "fixed", "table, min_itemsize", "fixed, zlib", "table, nan_rep", "fixed"]
SHAPES = ["some rows"] * 4 + ["no row", "some rows", "one row", "some rows", "many columns", "some rows", "10,000 rows",
                              "some rows", "no column"]
KEYS = ["df", "df", "df", "songs", "df", "a/b", "df", "one of several", "df", "one of several, a/b"]


class Made:
    """One frame and the words for it. `key`: where it lies; `others`: keys that other tables of the file have."""

    def __init__(self, seed, number, attempt=0):
        rng = np.random.default_rng([seed, number, attempt])
        self.format = rng.permuted(FORMATS)[0] if attempt else FORMATS[number % len(FORMATS)]
        self.options = dict(WRITTEN[self.format])
        self.is_table = self.options["format"] == "table"
        self.shape = SHAPES[number // 2 % len(SHAPES)]
        if self.is_table and self.shape in ("no row", "no column"):  # pandas leaves such a table out of the file
            self.shape = "some rows"
        self.index = list(INDEXES)[rng.integers(len(INDEXES))]
        # pandas 1.5 reads its own timedeltas as numbers; dates are of HDF5's type for times, which it does not convert
        if self.is_table and self.index in ("timedeltas", "dates"):
            self.index = "days"
        self.names = "texts" if self.is_table else rng.choice(list(NAMES), p=[0.6, 0.1, 0.1, 0.1, 0.1])
        words = KEYS[number % len(KEYS)]
        self.key = {"one of several": "df", "one of several, a/b": "a/b"}.get(words, words)
        self.others = ["other", "a/c"] if words.startswith("one of several") else []
        self.frame, self.kinds = frame(rng, self)

    def __str__(self):
        rows, columns = self.frame.shape
        index = f"index {self.index}, names {self.names}"
        return f"{self.format}, {rows} x {columns}, {index}, key {self.key}" + " of several" * bool(self.others)


def frame(rng, made):
    """The frame, and the set of what its columns are."""
    n_rows = {"no row": 0, "one row": 1, "10,000 rows": 10_000}.get(made.shape) if made.shape != "some rows" else None
    n_rows = int(rng.integers(2, 60)) if n_rows is None else n_rows
    n_columns = {"no column": 0, "many columns": 200}.get(made.shape, int(rng.integers(1, 12)))
    pool = KINDS["table" if made.is_table else "fixed"]
    if "data_columns" in made.options:  # PyTables makes no index on uint64
        pool = {kind: make for kind, make in pool.items() if kind != "uint64"}
    kinds = [list(pool)[at] for at in rng.integers(0, len(pool), n_columns)]
    columns = {at: pool[kind](rng, n_rows) for at, kind in enumerate(kinds)}
    table = pd.DataFrame(columns, index=INDEXES[made.index](rng, n_rows))
    table.columns = NAMES[made.names](n_columns) if n_columns else table.columns
    return table, set(kinds)


def odd(cells):
    return pd.DataFrame({"plain": range(len(cells)), "odd": as_objects(cells)})


ODD = {  # cells that are no cell of a table, in a column or index called odd
    "dicts": odd([{"a": 1}, {}, None]),
    "lists of texts": odd([["a", "b"], [], ["c"]]),
    "lists and numbers": odd([[1, 2], 3, None]),
    "texts and dicts": odd(["text", {"a": 1}]),
    "lists of lists": odd([[[1], [2, 3]], []]),
    "an index of periods": pd.DataFrame({"a": [1, 2]}, index=pd.period_range("2012", periods=2, freq="D", name="odd")),
}


def neighbour():
    """A table that lies in the same file and is not asked for."""
    return pd.DataFrame({"not": ["this", "one"]})
