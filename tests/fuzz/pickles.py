# -*- coding: utf-8 -*-
"""Writes the corpus of pickles with the Python that runs it, and what Python sees in them.

    python pickles.py WRITER        # appends to corpus/pickle and pickles.txt beside this file

WRITER is how this Python is called in the file names; `pickles.txt` has a line for each file: name, versions, shape
(`value` if it is no array), cells. The files that stand there were written by

    py27      Python 2.7.18   NumPy 1.16.6   pandas 0.24.2
    pandas024 Python 3.7.16   NumPy 1.16.6   pandas 0.24.2
    pandas15  Python 3.10.13  NumPy 1.26.4   pandas 1.5.3
    pandas3   Python 3.11.7   NumPy 2.4.6    pandas 3.1.1
"""

from __future__ import print_function, unicode_literals

import datetime
import decimal
import io
import os
import pickle
import platform
import struct
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON_2 = sys.version_info[0] == 2
TEXT = type("")
WHOLE = (int, long) if PYTHON_2 else (int,)  # noqa: F821


def objects(values, shape=None):
    array = np.empty(len(values), dtype=object)
    for index, value in enumerate(values):
        array[index] = value
    return array if shape is None else array.reshape(shape)


def told_text(text):
    plain = (c if " " <= c <= "~" and c not in '\\"' else "\\u{%x}" % (0xFFFD if 0xD800 <= ord(c) < 0xE000 else ord(c)) for c in text)
    return '"' + "".join(plain) + '"'


def told(value):
    """A value as the tests in Rust write it."""
    if value is None:
        return "None"
    if value is pd.NaT:
        return "NaT"
    if value is getattr(pd, "NA", pd.NaT):
        return "NA"
    if isinstance(value, np.ndarray):
        return told(value.tolist()) if value.dtype != object else told(list(value))
    if isinstance(value, np.datetime64):
        moment = TEXT(value) if "T" not in str(value) else pd.Timestamp(value).isoformat()
        return "NaT" if np.isnat(value) else "<%s>" % moment
    if isinstance(value, np.bytes_):
        return "b" + "".join("%02x" % byte for byte in bytearray(value))
    if isinstance(value, np.generic):
        return told(value.item())
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float):
        return "nan" if value != value else "%016x" % struct.unpack(">Q", struct.pack(">d", value))
    if isinstance(value, WHOLE):
        return "%d" % value
    if isinstance(value, TEXT):
        return told_text(value)
    if PYTHON_2 and isinstance(value, bytes):
        try:
            return told_text(value.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    if isinstance(value, (bytes, bytearray)):
        return "b" + "".join("%02x" % byte for byte in bytearray(value))
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(told, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(told(key) + ": " + told(inner) for key, inner in value.items()) + "}"
    if isinstance(value, decimal.Decimal):
        return "<%s>" % value
    return "<%s>" % value.isoformat()


def arrays():
    shared = [0.25, 0.5]
    song = "TRAAAAW128F429D538"
    texts = ["SOAAADD12AB018A9DD", "Beyoncé", "", "x" * 300, float("nan"), None, song, song, "漢字 🎵"]
    yield "texts", objects(texts)
    block = objects(["Pop_Rock", 1.5, True, "Jazz", float("nan"), False, "Jazz", -0.0, None], (3, 3))
    yield "block", np.asfortranarray(block)
    yield "lists", objects([[0.1, -1.5, 2.0], [1, 2, 300, 70000, -1], [], shared, shared, [shared, [1, "x", None]],
                            (1, 2), (1, 2, 3, 4), ("a",), (), [2 ** 40, 1.5]])
    yield "scalars", objects([np.float64(1.5), np.float32(0.1), np.float16(-3.5), np.float16(6e-8), np.int64(-5), np.int32(7),
                              np.uint64(2 ** 64 - 1), np.int8(-3), np.uint16(65535), np.bool_(True), (np.unicode_ if PYTHON_2 else np.str_)("hé"),
                              np.bytes_(b"ab\x00c\xff"), np.float64("nan"), np.float64(1.5), np.dtype(">f8").type(2.5)])
    yield "nested", objects([np.arange(5.0) / 3, np.arange(16), np.arange(3, dtype="i2"), np.array([True, False]),
                             np.arange(4.0)[::2], np.array([[1.0, 2], [3, 4]]), np.array([[1, 2, 3], [4, 5, 6]], order="F"),
                             np.array(["a", "bé"]), np.array([]), np.array(3.5), objects(["x", None]), np.array([1.5], dtype=">f4"),
                             np.array([2 ** 63], dtype="u8")])
    yield "numbers", objects([True, False, 0, 255, 256, 65535, 65536, 2 ** 31 - 1, 2 ** 31, -1, -2 ** 31, -2 ** 31 - 1, 2 ** 63 - 1,
                              -2 ** 63, 2 ** 63, -2 ** 70, 0.1, float("inf"), b"", b"ab\xff", b"y" * 300, bytearray(b"q"), "", {"a": [1]}])
    times = [datetime.date(2020, 2, 29), datetime.datetime(1999, 12, 31, 23, 59, 58, 6), datetime.time(1, 2, 3),
             pd.Timestamp("2020-01-02 03:04:05"), pd.Timestamp("1969-12-31 23:59:59.999999999"), pd.NaT,
             pd.Timestamp("2020-01-02", tz="UTC"), decimal.Decimal("1.50")]
    yield "times", objects(times + ([pd.NA] if hasattr(pd, "NA") else []))
    yield "empty", objects([])
    yield "empty_block", np.empty((3, 0), dtype=object)
    yield "packed_c", np.array([[1.5, 2], [3, 4], [5, 6]])
    yield "packed_f", np.asfortranarray(np.array([[1.5, 2], [3, 4], [5, 6]]))
    yield "packed_big", np.array([1, -2, 300], dtype=">i2")
    yield "packed_text", np.array(["a", "bé"])
    yield "packed_bytes", np.array([b"a", b"bc"])
    yield "moments", objects([np.datetime64("2020-02-29"), np.datetime64("2020-01-02T03:04:05"), np.datetime64("1969-12-31T23:59:59.999"),
                              np.datetime64("NaT", "ns"), np.datetime64("2262-01-01T00:00:00.123456789")])
    yield "packed_times", np.array(["2000-02-29T12:00:00", "1900-03-01", "NaT"], dtype="M8[ns]")
    yield "packed_scalar", np.array(2.5)


def large():
    yield "many", objects(["s%d" % (index % 7) for index in range(2001)])
    yield "long", objects([list(range(2500)), [0.5] * 1001])


def values():
    yield "none", None
    yield "name", "sparse_index"
    yield "names", ["title", "Beyoncé", None]
    yield "axes", [(1, ["a", "b"])]
    yield "info", {1: {"names": [None], "type": "Index"}, "index": {"index_name": "user"}, "x": {}, "y": 1.5, "z": False, "big": 2 ** 70}
    shared = ["a"]
    yield "twice", [shared, shared, shared]


def with_pandas():
    """What `to_hdf` of this pandas puts into its object blocks."""
    import tables

    frame = pd.DataFrame({"title": ["a", float("nan"), "b'Rapha\\xc3\\xabl'"], "genre": ["Jazz", "Jazz", None], "n": [1, 2, 3]})
    frame["MUSIC"] = [[0.1, 0.2, 0.3, 0.4, 0.5], [0.0] * 5, [1.0, 0.5, 0.25, 0.125, -0.0]]
    frame["songs"] = [[1, 2, 300], [], [70000]]
    path = os.path.join(tempfile.mkdtemp(), "frame.h5")
    frame.to_hdf(path, key="df", mode="w")
    with tables.open_file(path) as file:
        for node in file.walk_nodes("/", "VLArray"):
            file_bytes = node._read_array(0, 1, 1)[0] if hasattr(node, "_read_array") else None
            yield node._v_name, file_bytes.tobytes() if hasattr(file_bytes, "tobytes") else bytes(file_bytes)


def main():
    writer = sys.argv[1]
    versions = "%s %s %s" % (platform.python_version(), np.__version__, pd.__version__)
    with io.open(os.path.join(HERE, "pickles.txt"), "a", encoding="ascii") as expected:

        def keep(name, pickled, value):
            is_array = isinstance(value, np.ndarray)
            shape = ",".join(map(str, value.shape)) if is_array else "value"
            cells = list(value.reshape(-1)) if is_array else value
            with open(os.path.join(HERE, "corpus", "pickle", name), "wb") as file:
                file.write(pickled)
            expected.write("\t".join([name, versions, shape, told(cells)]) + "\n")

        def pickle_all(named, protocols):
            for name, value in named:
                for protocol in protocols:
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        pickled = pickle.dumps(value, protocol)
                    keep("%s-%s-p%d" % (writer, name, protocol), pickled, value)

        newest = pickle.HIGHEST_PROTOCOL
        pickle_all(arrays(), sorted({0 if PYTHON_2 else 3, 2, newest}))
        pickle_all(large(), [newest])
        pickle_all(values(), sorted({0, 1, newest}))
        for name, pickled in with_pandas():
            keep("%s-hdf-%s" % (writer, name), pickled, pickle.loads(pickled))


main()
