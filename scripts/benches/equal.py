"""Whether two runs hold the same: a peer's folder is compared with tastemill's before anything is timed.

    equal.py RUN OTHER

Matrices bit for bit, tables cell for cell with types and nulls, checksums and counts. MUSIC vectors to 1e-12 of the largest
number in the vector or in its deviation (what was summed may be larger than the sum), deviations to 1e-9 of the same (where
songs lie close together digits cancel). The first difference of every column is named.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import polars as pl

MATRICES = ["train_sparse.npz", "test_sparse.npz"]
PARTS = ["format", "shape", "indptr", "indices", "data"]
TABLES = [f"{name}.parquet" for name in ("user_mapping", "song_mapping", "song_df", "user_df", "song_music")]
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
    found = [f"{name}: {what}" for name in MATRICES for what in matrix(run / name, other / name)]
    found += [f"{name}: {what}" for name in TABLES for what in table(run / name, other / name)]
    found += [f"manifest.json: {what}" for what in papers(run, other)]
    return found + [f"SHA256SUMS: {what}" for what in checksums(other)]


def matrix(one, other):
    with np.load(one) as one, np.load(other) as other:
        for part in PARTS:
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


def papers(run, other):
    """Every count and every source's checksum that the peer has is tastemill's."""
    here, there = (json.loads((folder / "manifest.json").read_text("utf-8")) for folder in (run, other))
    for name, count in there["counts"].items():
        if count != here["counts"].get(name):
            yield f"{name}: expected {here['counts'].get(name)}, found {count}"
    sums, found = digests(here["sources"]), digests(there["sources"])
    if sums != found:
        yield f"sources: expected {sums}, found {found}"


def digests(sources):
    """{file: sha256}; that is how peers write it, tastemill says more of a source."""
    return dict((source["file"], source["sha256"]) if isinstance(source, dict) else (name, source)
                for name, source in sources.items())


def checksums(run):
    lines = dict(reversed(line.split(None, 1)) for line in (run / "SHA256SUMS").read_text("utf-8").splitlines())
    missing = {*MATRICES, *TABLES, "manifest.json"} - lines.keys()
    if missing:
        yield f"without {sorted(missing)}"
    for name, digest in lines.items():
        if hashlib.sha256((run / name).read_bytes()).hexdigest() != digest:
            yield f"{name} has another digest"


if __name__ == "__main__":
    what = differences(*map(Path, sys.argv[1:3]))
    sys.exit("\n".join(["error: not the same", *what]) if what else 0)
