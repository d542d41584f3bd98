"""The notebook's last cells and those who read its files, unchanged, on what a run left.

    notebook_cells.py RUN_DIR

RUN_DIR holds train_sparse.npz, test_sparse.npz, user_mapping.h5, song_mapping.h5, song_df.h5 and user_df.h5. Where the
Parquet twins lie beside them and pyarrow is installed, they are compared cell for cell. Runs under pandas 1.5 and 3, on
Python from 3.8 on; any warning counts as an error.
"""

import warnings

warnings.simplefilter("error")  # before the imports, so that they are held to it too

import argparse
import functools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.spatial
from scipy.sparse import load_npz

try:
    import pyarrow.parquet
except ImportError:
    pyarrow = None
try:
    import sklearn.neighbors
except ImportError:
    sklearn = None

import cells
from checks import Checks, unlike

TEXT = cells.TEXT_DTYPE
TABLES = ["user_mapping", "song_mapping", "song_df", "user_df"]
DTYPES = {  # every column, in order
    "user_mapping": {"sparse_index": "object", "user_id": TEXT},
    "song_mapping": {"sparse_index": "object", "song_id": TEXT},
    "user_df": {"user_id": TEXT, "MUSIC": "object", "num_songs": "int64", "is_test": "bool",
                "song_sparse_indices": "object"},
}
SONG_DTYPES = {"int64", "float64", "bool", TEXT}  # the columns of the songs' source are whatever it has
FEATURES = ["danceability", "energy", "instrumentalness", "liveness", "loudness", "valence"]
INDEXES = {"user_mapping": None, "song_mapping": None, "song_df": "sparse_index", "user_df": "sparse_index"}


def main():
    run = parse().run
    checks = Checks()
    for name in TABLES:
        checks.run(f"{name}.h5: columns and dtypes", dtypes, run, name)
        checks.run(f"{name}.h5: index", index, run, name)
    for name in ("user_mapping", "song_mapping"):
        checks.run(f"{name}.h5: every number once, as int", numbers, run, name)
    for column, element in (("MUSIC", float), ("song_sparse_indices", int)):
        checks.run(f"user_df.h5: {column} are lists of {element.__name__}", lists, run, column, element)
    for side in ("train", "test"):
        checks.run(f"{side}_sparse.npz: shape", shape, run, side)
    checks.run("user_df.loc[i]['song_sparse_indices'] are the user's cells", cells_of_users, run)
    checks.run("user_df: num_songs, is_test", counts, run)
    checks.run("mappings and tables merge", merges, run)
    checks.run("KDTree of scipy", tree, run, scipy.spatial.KDTree)
    if sklearn:
        checks.run("KDTree of sklearn", tree, run, sklearn.neighbors.KDTree)
    check_twins(checks, run)
    return checks.close()


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", metavar="RUN_DIR", type=Path)
    return parser.parse_args()


@functools.lru_cache(maxsize=None)
def table(run, name):
    return pd.read_hdf(run / f"{name}.h5", key="df")


def dtypes(run, name):
    found = {column: str(dtype) for column, dtype in table(run, name).dtypes.items()}
    return song_dtypes(run, found) if name == "song_df" else unlike(list(found.items()), list(DTYPES[name].items()))


def song_dtypes(run, found):
    """song_id in front, the source's columns, genre behind."""
    wanted = {**found, "song_id": TEXT, "genre": TEXT, **{name: "float64" for name in FEATURES}}
    empty = [name for name in found if table(run, "song_df")[name].isna().all()]
    if found != {**wanted, **{name: found[name] for name in empty}}:
        return unlike(found, wanted)
    odd = {name: dtype for name, dtype in found.items() if dtype not in SONG_DTYPES and name not in empty}
    places = [next(iter(found)), [name for name in found if "genre" in name][0]]
    return f"of another type: {odd}" if odd else unlike(places, ["song_id", "genre"])


def index(run, name):
    found = table(run, name).index
    what = unlike((found.name, str(found.dtype), found.is_unique), (INDEXES[name], "int64", True))
    return what or (numbered(found) if INDEXES[name] else None)


def numbered(values):
    """None if they are 0, 1, 2, ... in some order."""
    return unlike(sorted(values), list(range(len(values))))


def numbers(run, name):
    column = table(run, name)["sparse_index"]
    return unlike({type(value) for value in column}, {int}) or numbered(column)


def lists(run, column, element):
    """Python's lists of Python's numbers (np.float64 is a float); MUSIC has five."""
    values = table(run, "user_df")[column]
    what = unlike({type(value) for value in values}, {list})
    odd = [value for values in values for value in values if not isinstance(value, element) or isinstance(value, bool)]
    if what or odd:
        return what or f"{len(odd)} of another type, first {odd[0]!r}"
    return unlike({len(value) for value in values}, {5}) if column == "MUSIC" else None


@functools.lru_cache(maxsize=None)
def matrix(run, side):
    return load_npz(run / f"{side}_sparse.npz")


def shape(run, side):
    found = matrix(run, side)
    sizes = tuple(len(table(run, name)) for name in ("song_mapping", "user_mapping"))
    return unlike((found.shape, found.format, str(found.dtype)), (sizes, "csr", "float32"))


def cells_of_users(run):
    user_df, plays = table(run, "user_df"), matrix(run, "train").tocsc()
    for i in user_df.index:
        songs = user_df.loc[i]["song_sparse_indices"]
        rows = plays.indices[plays.indptr[i]:plays.indptr[i + 1]]
        if sorted(set(songs)) != sorted(rows.tolist()):
            return f"user {i}: {unlike(sorted(set(songs)), sorted(rows.tolist()))}"
    return None


def counts(run):
    user_df = table(run, "user_df")
    lengths = user_df["song_sparse_indices"].map(len)
    if not (lengths == user_df["num_songs"]).all():
        return "num_songs: not the lengths of song_sparse_indices"
    return unlike({type(value) for value in user_df["is_test"].tolist()} - {bool}, set())


def merges(run):
    """By id and by number, as the notebook and its readers do: each finds every row and the same one."""
    user_mapping, song_mapping, song_df, user_df = (table(run, name) for name in TABLES)
    by_id = song_mapping.merge(song_df, left_on="song_id", right_on="song_id")
    by_number = song_mapping.merge(song_df.reset_index(), on="sparse_index", suffixes=("", "_of_song_df"))
    users = user_mapping.merge(user_df.reset_index(), on="user_id", suffixes=("", "_of_user_df"))
    found = [len(by_id), len(by_number), len(users)]
    if found != [len(song_mapping), len(song_mapping), len(user_mapping)]:
        return f"rows lost or doubled: {found}"
    if list(by_number["song_id"]) != list(by_number["song_id_of_song_df"]):
        return "song_mapping and song_df: other ids under the same numbers"
    if list(users["sparse_index"]) != list(users["sparse_index_of_user_df"]):
        return "user_mapping and user_df: other numbers for the same ids"
    return None


def tree(run, make):
    """Each user is their own nearest neighbour. Users of whom nothing is known are left out, as no tree takes NaN."""
    user_df = table(run, "user_df")
    user_df = user_df[[bool(np.isfinite(vector).all()) for vector in user_df["MUSIC"]]]
    distances, _ = make(user_df["MUSIC"].tolist()).query(user_df["MUSIC"].tolist(), k=1)
    return unlike(float(np.max(distances)), 0.0)


# the Parquet twins


def check_twins(checks, run):
    there = [name for name in TABLES if pyarrow and (run / f"{name}.parquet").exists()]
    for name in there:
        checks.run(f"{name}: HDF5 and Parquet agree", twins, run, name)
    if len(there) < len(TABLES):
        print(f"left out, no Parquet twin or no pyarrow: {', '.join(set(TABLES) - set(there))}")


def twins(run, name):
    """Row by row under the same number; the Parquet file may have more columns."""
    frame = table(run, name) if "sparse_index" in table(run, name) else table(run, name).reset_index()
    frame = frame.sort_values("sparse_index")
    parquet = pyarrow.parquet.read_table(run / f"{name}.parquet").sort_by("sparse_index")
    missing = [column for column in frame if column not in parquet.column_names]
    if missing:
        return f"not in the Parquet file: {missing}"
    for column in frame:
        what = twin_difference(parquet.column(column).to_pylist(), frame[column].tolist())
        if what:
            return f"{column}: {what}"
    return None


def twin_difference(parquet, hdf):
    """A user of whom nothing is known has null in Parquet and, for KDTree and the like, five NaN in HDF5."""
    hdf = [None if isinstance(cell, list) and cell and all(value != value for value in cell) else cell for cell in hdf]
    return cells.difference([cells.plain(cell) for cell in hdf], parquet)


if __name__ == "__main__":
    sys.exit(main())
