"""Reads `plays.h5ad` of a folder with anndata, compares it with the files beside it, and writes and reads it again.

    python -W error anndata_written.py FOLDER

Beside it stand, as far as they are there, `train_sparse.npz`, `test_sparse.npz`, `song_df.parquet` and
`user_df.parquet`: matrices, and tables whose `sparse_index` says where a row belongs. The exit code is 1 if anything
differs.
"""

import pathlib
import sys
import tempfile
import warnings
from importlib import metadata

import anndata
import numpy as np
import pandas as pd
import polars as pl
import scipy.sparse

from checks import Checks, unlike

INDEX = "sparse_index"
PARTS = ("obs", "var", "obsm", "varm", "layers")


def check_matrix(found, twin):
    """Cell for cell, and of the types of the twin."""
    if not twin.exists():
        return None if found is None else "expected no matrix, found one"
    expected = scipy.sparse.load_npz(twin)
    if not scipy.sparse.issparse(found) or found.format != "csr":
        return f"expected a CSR matrix, found {type(found)}"
    for name in ("data", "indices", "indptr"):
        if not np.array_equal(getattr(found, name), getattr(expected, name)):
            return f"{name} differs"
    return unlike((found.shape, found.dtype), (expected.shape, expected.dtype))


def plain(values):
    """Cells as Python's values, None for a missing one."""
    return [None if pd.isna(value) else value for value in values.tolist()]


def check_column(table, name, expected):
    """The cells of a column of `obs` or `var`."""
    if table[name].dtype == "category" and table[name].cat.categories.tolist() != sorted(set(expected) - {None}):
        return "expected the categories in order and each in use"
    return unlike(plain(table[name]), expected)


def check_vectors(array, expected):
    """The rows of an array of `obsm` or `varm`; a missing vector is five times NaN."""
    missing = [np.nan] * array.shape[1]
    expected = np.array([missing if vector is None else vector for vector in expected])
    return None if np.array_equal(array, expected, equal_nan=True) else "cells differ"


def check_table(checks, table, vectors, twin, id_name):
    """Ids, columns and vectors of songs or users."""
    rows = pl.read_parquet(twin).sort(INDEX)
    ids = rows[id_name].to_list()
    checks.run(f"{twin.stem}: ids", lambda: unlike((table.index.name, table.index.tolist()), (id_name, ids)))
    for name in table.columns:
        checks.run(f"{twin.stem}: {name}", lambda: check_column(table, name, rows[name].to_list()))
    for name in vectors:
        if name in rows.columns:
            checks.run(f"{twin.stem}: {name}", lambda: check_vectors(vectors[name], rows[name].to_list()))


def check_again(plays):
    """What anndata writes of it is the same when read."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "again.h5ad"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # anndata's own ways with pandas, not ours
            plays.write_h5ad(path)
        again = anndata.read_h5ad(path)
    for part in ("obs", "var"):
        pd.testing.assert_frame_equal(getattr(again, part), getattr(plays, part), check_index_type=False)
    for part in ("obsm", "varm"):
        for name, array in getattr(plays, part).items():
            np.testing.assert_array_equal(getattr(again, part)[name], array)
    matrices = [(again.X, plays.X)] + [(again.layers[name], plays.layers[name]) for name in plays.layers]
    same = all((a is None and b is None) or (a != b).nnz == 0 for a, b in matrices)
    return None if same else "a matrix differs"


def main(folder):
    checks = Checks()
    plays = anndata.read_h5ad(folder / "plays.h5ad")
    checks.run("X", check_matrix, plays.X, folder / "train_sparse.npz")
    checks.run("layers", check_matrix, plays.layers.get("hidden"), folder / "test_sparse.npz")
    sides = [(plays.obs, plays.obsm, "song"), (plays.var, plays.varm, "user")]
    for table, vectors, name in sides:
        twin = folder / f"{name}_df.parquet"
        if twin.exists():
            check_table(checks, table, vectors, twin, f"{name}_id")
    if tuple(map(int, metadata.version("anndata").split(".")[:2])) >= (0, 13):
        checks.run("written again by anndata", check_again, plays)
    else:
        print("left out: anndata before 0.13 cannot write the texts of pandas 3")
    return checks.close()


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
