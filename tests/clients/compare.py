"""Everything a run wrote, read with scipy, pandas and polars, and compared with the oracle.

    compare.py RUN_DIR --data DIR --songs FILE --genres FILE [--mismatches FILE] [--text notebook]

DIR is laid out as the notebook's `data/`; a FILE is looked for as given, then inside DIR.
Any warning counts as an error. For clean inputs only, see oracle.py.
"""

import warnings

warnings.simplefilter("error")  # before the imports, so that they are held to it too

import argparse
import functools
import hashlib
import json
import sys
import xml.etree.ElementTree
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet
import scipy.sparse
from pyarrow import types

import oracle
from checks import Checks, unlike

INDEX, TEXT, VECTOR = "int64", "text", "list<double>"
SCHEMAS = {
    "user_mapping": {"sparse_index": INDEX, "user_id": TEXT},
    "song_mapping": {"sparse_index": INDEX, "song_id": TEXT},
    "user_df": {
        "sparse_index": INDEX, "user_id": TEXT, "MUSIC": VECTOR, "num_songs": "int64",
        "is_test": "bool", "song_sparse_indices": "list<int32>", "plays": "int64",
        "MUSIC_sd": VECTOR, "MUSIC_z": VECTOR, "MUSIC_z_sd": VECTOR,
    },
    "song_music": {"sparse_index": INDEX, "song_id": TEXT, "MUSIC": VECTOR, "MUSIC_z": VECTOR},
    "rejected": {"source": TEXT, "file": TEXT, "line": "int64", "reason": TEXT, "raw": TEXT},
}
NPZ_MEMBERS = {"indices": "<i4", "indptr": "<i4", "format": "|S3", "shape": "<i8", "data": "<f4"}
TABLES = ["user_mapping", "song_mapping", "song_df", "user_df", "song_music"]
# A vector may differ by this much of its own largest value: the order of summation is free.
MEAN_TOLERANCE = 1e-12
# A deviation may differ by this much of its *mean* vector's largest value. Where a user's songs lie
# close together the squared differences cancel: the error is then a share of the values that were
# subtracted, not of the small result, and a user with one song has 0 or some 1e-16.
DEVIATION_TOLERANCE = 1e-9
VECTOR_COLUMNS = {  # column -> the column that sets its scale, and the tolerance
    "MUSIC": ("MUSIC", MEAN_TOLERANCE),
    "MUSIC_z": ("MUSIC_z", MEAN_TOLERANCE),
    "MUSIC_sd": ("MUSIC", DEVIATION_TOLERANCE),
    "MUSIC_z_sd": ("MUSIC_z", DEVIATION_TOLERANCE),
}


def main():
    arguments = parse()
    checks, run = Checks(), arguments.run
    expected = oracle.job(
        triplet_paths(arguments.data),
        oracle.read_songs(located(arguments.songs, arguments.data)),
        located(arguments.genres, arguments.data),
        arguments.mismatches and located(arguments.mismatches, arguments.data),
        arguments.text,
    )
    for side in ("train", "test"):
        check_matrix(checks, run / f"{side}_sparse.npz", expected[side])
    for name in TABLES:
        check_table(checks, run / f"{name}.parquet", expected[name])
    check_rejected(checks, run / "rejected.parquet")
    check_manifest(checks, run, expected)
    check_the_rest(checks, run)
    return checks.close()


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", metavar="RUN_DIR", type=Path)
    parser.add_argument("--data", metavar="DIR", type=Path, required=True)
    parser.add_argument("--songs", metavar="FILE", required=True)
    parser.add_argument("--genres", metavar="FILE", required=True)
    parser.add_argument("--mismatches", metavar="FILE")
    parser.add_argument("--text", choices=["decoded", "notebook"], default="decoded")
    return parser.parse_args()


def located(name, data):
    return Path(name) if Path(name).exists() else data / name


def triplet_paths(data):
    halves = data / "EvalDataYear1MSDWebsite"
    return [
        data / "train_triplets.txt",
        halves / "year1_test_triplets_visible.txt",
        halves / "year1_test_triplets_hidden.txt",
    ]


# matrices


@functools.cache
def matrix(path):
    return scipy.sparse.load_npz(path)


def check_matrix(checks, path, expected):
    name = path.stem
    checks.run(f"{name}: sound", sound, path)
    checks.run(f"{name}: types", matrix_types, path)
    checks.run(f"{name}: shape", lambda: unlike(matrix(path).shape, expected.shape))
    for part in ("indptr", "indices", "data"):
        checks.run(f"{name}: {part}", same_bits, path, part, getattr(expected, part))


def sound(path):
    if matrix(path).format != "csr":
        return unlike(matrix(path).format, "csr")
    matrix(path).check_format(full_check=True)
    if not matrix(path).has_canonical_format:
        return "indices unsorted or repeated"


def matrix_types(path):
    """What stands in the file: once loaded, scipy has made int32 of int64 indices that fit."""
    with np.load(path) as members:
        return differing({name: members[name].dtype.str for name in members}, NPZ_MEMBERS)


def same_bits(path, part, expected):
    found = getattr(matrix(path), part)
    if found.shape != expected.shape:
        return f"expected {expected.size} values, found {found.size}"
    if found.tobytes() != expected.tobytes():
        return first_difference(found.tolist(), expected.tolist()) or "same values, other bits"


# tables


@functools.cache
def table(path):
    return pd.read_parquet(path)


def check_table(checks, path, expected):
    name = path.stem
    checks.run(f"{name}: columns", lambda: unlike(list(table(path)), list(expected)))
    if name in SCHEMAS:
        checks.run(f"{name}: types in the file", schema, path)
    checks.run(f"{name}: types in pandas", pandas_types, path, expected)
    checks.run(f"{name}: pandas and polars agree", clients_agree, path)
    for column in expected:
        check = vectors if column in VECTOR_COLUMNS else cells
        checks.run(f"{name}.{column}", check, path, expected, column)


def schema(path):
    found = pyarrow.parquet.read_schema(path)
    return differing({field.name: kind(field.type) for field in found}, SCHEMAS[path.stem])


def kind(arrow):
    if types.is_string(arrow) or types.is_large_string(arrow) or types.is_string_view(arrow):
        return TEXT
    if types.is_list(arrow) or types.is_large_list(arrow):
        return f"list<{arrow.value_type}>"
    return str(arrow)


def pandas_types(path, expected):
    """The oracle's, but a column without a single value may have any, and whole numbers may be
    int64 where pandas read float64, as it does if the source has an empty cell in another row."""
    found, wanted = ({name: str(frame[name].dtype) for name in expected}
                     for frame in (table(path), expected))
    free = [name for name in expected if expected[name].isna().all()
            or (found[name], wanted[name]) == ("int64", "float64")]
    return differing(found, {**wanted, **{name: found[name] for name in free}})


def differing(found, expected):
    """The entries of two dicts that are not the same."""
    names = [name for name in {**expected, **found} if found.get(name) != expected.get(name)]
    return unlike(*({name: side.get(name) for name in names} for side in (found, expected)))


def clients_agree(path):
    in_pandas, in_polars = table(path), pl.read_parquet(path)
    if list(in_pandas) != in_polars.columns:
        return unlike(in_polars.columns, list(in_pandas))
    ids = [column for column in in_pandas if column.endswith("_id") and in_pandas[column].notna().any()]
    for column in ids[:1]:  # a type that pyarrow can filter on, and not only hand over
        wanted = in_pandas[column].dropna().iloc[-1]
        if len(pd.read_parquet(path, filters=[(column, "==", wanted)])) == 0:
            return f"{column}: no row for {wanted} when pyarrow filters"
    for column in in_pandas:
        what = first_difference(plain(in_polars[column].to_list()), plain(in_pandas[column]))
        if what:
            return f"{column}: pandas has the expected, polars the found: {what}"


def cells(path, expected, column):
    """Equal cell for cell, lists included; a missing cell equals a missing cell only."""
    return first_difference(plain(table(path)[column]), plain(expected[column]))


def plain(column):
    """Cells as Python's own values, None for every kind of missing one."""
    values = [cell.tolist() if isinstance(cell, np.ndarray) else cell for cell in column]
    return [None if cell is None or cell is pd.NA or cell != cell else cell for cell in values]


def first_difference(found, expected):
    if len(found) != len(expected):
        return f"expected {len(expected)} cells, found {len(found)}"
    wrong = [at for at, pair in enumerate(zip(found, expected)) if pair[0] != pair[1]]
    if wrong:
        at = wrong[0]
        return f"{len(wrong)} cells differ, first {at}: {unlike(found[at], expected[at])}"


def vectors(path, expected, column):
    """Null where expected, elsewhere five values within the tolerance."""
    found = table(path)[column]
    nulls = first_difference(found.isna().tolist(), expected[column].isna().tolist())
    if nulls:
        return f"nulls: {nulls}"
    scale_column, tolerance = VECTOR_COLUMNS[column]
    here, there, of = (as_matrix(c) for c in (found, expected[column], expected[scale_column]))
    if here.shape != there.shape:
        return unlike(here.shape, there.shape)
    allowed = tolerance * np.abs(of).max(axis=1, initial=0)
    wrong = np.flatnonzero(~(np.abs(here - there) <= allowed[:, None]).all(axis=1))
    if wrong.size:
        at = wrong[0]
        what = unlike(here[at].tolist(), there[at].tolist())
        row = np.flatnonzero(found.notna())[at]
        return f"{wrong.size} vectors differ, first {row}: {what}"


def as_matrix(column):
    return np.array(column.dropna().tolist(), dtype="float64").reshape(-1, 5)


def check_rejected(checks, path):
    checks.run("rejected: types in the file", schema, path)
    checks.run("rejected: pandas and polars agree", clients_agree, path)
    checks.run("rejected: no triplet", no_triplet_rejected, path)


def no_triplet_rejected(path):
    rows = table(path)
    rows = rows[rows.source.isin(oracle.SIDES)]
    if len(rows):
        return f"{len(rows)} rows, first {rows.iloc[0].to_dict()}"


# the papers that come with the run


@functools.cache
def document(path):
    return json.loads(path.read_text(encoding="utf-8"))


def check_manifest(checks, run, expected):
    manifest = run / "manifest.json"
    for name, count in expected["counts"].items():
        checks.run(f"manifest: {name}", lambda: unlike(document(manifest)["counts"][name], count))
    for side in ("train", "test"):
        checks.run(f"manifest: {side}_sparse.npz", described, manifest, side, expected[side].shape)


def described(manifest, side, shape):
    entry = document(manifest)["artifacts"][f"{side}_sparse.npz"]
    return unlike((entry["shape"], entry["axes"]), (list(shape), ["songs", "users"]))


def check_the_rest(checks, run):
    checks.run("SHA256SUMS", checksums, run)
    checks.run("summary.md", lambda: None if (run / "summary.md").read_text("utf-8") else "empty")
    checks.run("music_scales.json", lambda: document(run / "music_scales.json") and None)
    for name in ("summary.svg", "music_scales.svg"):
        checks.run(name, svg, run / name)


def checksums(run):
    lines = (run / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name.lstrip("*"): digest for digest, name in (line.split(None, 1) for line in lines)}
    written = {path.name for path in run.iterdir() if path.suffix in (".npz", ".parquet")}
    if written - listed.keys():
        return f"not listed: {sorted(written - listed.keys())}"
    wrong = [name for name, digest in listed.items() if sha256(run / name) != digest]
    return f"other digest: {wrong}" if wrong else None


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def svg(path):
    root = xml.etree.ElementTree.fromstring(path.read_text("utf-8"))
    return unlike(root.tag, "{http://www.w3.org/2000/svg}svg")


if __name__ == "__main__":
    sys.exit(main())
