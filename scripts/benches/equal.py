"""Whether two runs hold the same: a peer's folder is compared with tastemill's before anything is timed.

    equal.py RUN OTHER

Matrices bit for bit, tables cell for cell with types and nulls, checksums, and the counts that everybody has to tell. MUSIC
vectors to 1e-12 of the largest number in the vector or in its deviation (what was summed may be larger than the sum),
deviations to 1e-9 of the same (where songs lie close together digits cancel). The first difference of every column is named.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import polars as pl

MATRICES = ["train_sparse.npz", "test_sparse.npz"]
TABLES = [f"{name}.parquet" for name in ("user_mapping", "song_mapping", "song_df", "user_df", "song_music")]
COUNTS = {
    "raw_triplets", "joined", "visible", "hidden", "users_without_visible", "hidden_after", "all_after",
    "n_users", "n_songs", "n_test_users", "train_nnz", "test_nnz",
}
MEAN, DEVIATION = 1e-12, 1e-9
VECTORS = {  # column -> the columns that set its scale, where they are there, and the tolerance
    "MUSIC": (["MUSIC", "MUSIC_sd"], MEAN),
    "MUSIC_z": (["MUSIC_z", "MUSIC_z_sd"], MEAN),
    "MUSIC_sd": (["MUSIC", "MUSIC_sd"], DEVIATION),
    "MUSIC_z_sd": (["MUSIC_z", "MUSIC_z_sd"], DEVIATION),
}
TEXTS = (pl.String, pl.Categorical, pl.Enum)


def differences(run, other):
    """What is not the same, a line each."""
    compared = {**dict.fromkeys(MATRICES, matrix), **dict.fromkeys(TABLES, table), "manifest.json": papers}
    found = [f"{name}: {what}" for name, compare in compared.items() for what in lines_of(compare, run / name, other / name)]
    return found + [f"SHA256SUMS: {what}" for what in lines_of(checksums, other / "SHA256SUMS")]


def lines_of(compare, *paths):
    """What `compare` finds; a file that is missing or broken is a line too."""
    try:
        yield from compare(*paths)
    except (OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile, pl.exceptions.PolarsError) as error:
        last = str(error).strip().rpartition("\n")[2]  # HDF5 has its whole back trace in front
        yield f"{type(error).__name__}: {last}"


def matrix(one, other):
    with np.load(one) as one, np.load(other) as other:
        if set(one.files) != set(other.files):
            yield f"expected the members {sorted(one.files)}, found {sorted(other.files)}"
            return
        for part in one.files:
            here, there = one[part], other[part]
            if (here.dtype, here.shape) != (there.dtype, there.shape):
                yield f"{part}: expected {here.dtype} {here.shape}, found {there.dtype} {there.shape}"
            elif here.tobytes() != there.tobytes():
                here, there = np.atleast_1d(here), np.atleast_1d(there)
                yield f"{part}: {first(np.flatnonzero(here != there), here, there)}"


def table(one, other):
    one, other = pl.read_parquet(one), pl.read_parquet(other)
    if (one.columns, len(one)) != (other.columns, len(other)):
        yield f"expected {len(one)} rows of {one.columns}, found {len(other)} of {other.columns}"
        return
    for name in one.columns:
        here, there = plain(one[name]), plain(other[name])
        if here.dtype != there.dtype:
            yield f"{name}: expected {here.dtype}, found {there.dtype}"
        elif name in VECTORS:
            scales, tolerance = VECTORS[name]
            scales = [one[column] for column in scales if column in one.columns]
            yield from (f"{name}: {what}" for what in vectors(here, there, scales, tolerance))
        elif not (here.equals(there, null_equal=True)):
            yield f"{name}: {first(here.ne_missing(there).arg_true().to_numpy(), here, there)}"


def plain(column):
    """Texts as texts, and lists of a fixed length as lists."""
    if isinstance(column.dtype, TEXTS):
        return column.cast(pl.String)
    return column.arr.to_list() if isinstance(column.dtype, pl.Array) else column


def vectors(here, there, scales, tolerance):
    if not here.is_null().equals(there.is_null()):
        yield "nulls in other rows"
        return
    known = here.is_not_null()
    here, there, *scales = (fives(column.filter(known)) for column in (here, there, *scales))
    allowed = tolerance * np.max([np.abs(scale).max(axis=1) for scale in scales], axis=0)
    wrong = np.flatnonzero(~(np.abs(here - there) <= allowed[:, None]).all(axis=1))
    if wrong.size:
        yield first(wrong, here.tolist(), there.tolist())


def fives(column):
    return column.explode(empty_as_null=False).to_numpy().reshape(-1, 5)


def first(wrong, here, there):
    at = int(wrong[0])
    return f"{len(wrong)} of {len(here)} differ, first {at}: expected {shown(here[at])}, found {shown(there[at])}"


def shown(cell):
    """On one line, and not all of a long list."""
    text = str(cell.to_list() if isinstance(cell, pl.Series) else cell)
    return text if len(text) <= 100 else f"{text[:100]}..."


def papers(one, other):
    """The counts of COUNTS, all others that are told, and every source's checksum."""
    here, there = (json.loads(path.read_text("utf-8")) for path in (one, other))
    for name in sorted(COUNTS | there["counts"].keys()):
        expected, found = (paper["counts"].get(name) for paper in (here, there))
        if found is None or found != expected:
            yield f"{name}: expected {expected}, found {found}"
    sums, found = digests(here["sources"]), digests(there["sources"])
    if sums != found:
        yield f"sources: expected {sums}, found {found}"


def digests(sources):
    """{file: sha256}; that is how peers write it, tastemill says more of a source."""
    return dict((source["file"], source["sha256"]) if isinstance(source, dict) else (name, source)
                for name, source in sources.items())


def checksums(path):
    lines = dict(reversed(line.split(None, 1)) for line in path.read_text("utf-8").splitlines())
    missing = {*MATRICES, *TABLES, "manifest.json"} - lines.keys()
    if missing:
        yield f"without {sorted(missing)}"
    for name, digest in lines.items():
        if hashlib.sha256((path.parent / name).read_bytes()).hexdigest() != digest:
            yield f"{name} has another digest"


if __name__ == "__main__":
    what = differences(*map(Path, sys.argv[1:3]))
    sys.exit("\n".join(["error: not the same", *what]) if what else 0)
