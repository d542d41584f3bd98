"""A file of the size and layout of the Million Song Dataset's msd_summary_file.h5, and a check of what is read from one.

    msd_summary.py OUT [--rows 1000000] [--seed 2012]      makes the file
    msd_summary.py --check PROGRAM FILE                    converts it to Parquet and compares every column

The layout is that of the single-track files: PyTables' compound tables with texts of up to 1024 bytes, zlib 1 with shuffle.
Texts, years and gaps are made up; as in the real file danceability and energy are 0 everywhere.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from checks import Checks
from measured import measured

SLAB = 20_000  # rows made or compared at a time: 100 MB, mostly zeros
METADATA = [
    ("analyzer_version", "S32"), ("artist_7digitalid", "<i4"), ("artist_familiarity", "<f8"), ("artist_hotttnesss", "<f8"),
    ("artist_id", "S32"), ("artist_latitude", "<f8"), ("artist_location", "S1024"), ("artist_longitude", "<f8"),
    ("artist_mbid", "S40"), ("artist_name", "S1024"), ("artist_playmeid", "<i4"), ("genre", "S1024"),
    ("idx_artist_terms", "<i4"), ("idx_similar_artists", "<i4"), ("release", "S1024"), ("release_7digitalid", "<i4"),
    ("song_hotttnesss", "<f8"), ("song_id", "S32"), ("title", "S1024"), ("track_7digitalid", "<i4"),
]
ARRAYS = ["bars", "beats", "sections", "segments", "tatums"]
INDEXES = sorted([f"idx_{array}_{part}" for array in ARRAYS for part in ("confidence", "start")]
                 + [f"idx_segments_{part}" for part in ("loudness_max", "loudness_max_time", "loudness_start", "pitches", "timbre")])
ANALYSIS = [
    ("analysis_sample_rate", "<i4"), ("audio_md5", "S32"), ("danceability", "<f8"), ("duration", "<f8"),
    ("end_of_fade_in", "<f8"), ("energy", "<f8"), *[(name, "<i4") for name in INDEXES], ("key", "<i4"),
    ("key_confidence", "<f8"), ("loudness", "<f8"), ("mode", "<i4"), ("mode_confidence", "<f8"),
    ("start_of_fade_out", "<f8"), ("tempo", "<f8"), ("time_signature", "<i4"), ("time_signature_confidence", "<f8"),
    ("track_id", "S32"),
]
TABLES = {  # group -> fields, rows of a chunk and title, both as in the single-track files
    "metadata": (METADATA, 3, "table of metadata for one song"),
    "analysis": (ANALYSIS, 37, "table of Echo Nest analysis for one song"),
    "musicbrainz": ([("idx_artist_mbtags", "<i4"), ("year", "<i4")], 1024, "table of data coming from MusicBrainz"),
}
ASKED_FOR = ["song_id", "track_id", "title", "artist_name", "release", "artist_id", "artist_mbid", "artist_familiarity",
             "artist_hotttnesss", "song_hotttnesss", "artist_latitude", "artist_longitude", "artist_location", "tempo",
             "loudness", "key", "mode", "duration", "time_signature", "year"]
WORDS = ["The", "Love", "Été", "Night", "Remix", "ラジオ", "Heart", "It's", "(Live)", "No. 5", "Sigur Rós", "a/b", "\"x\""]


def main():
    arguments = parse()
    if arguments.check:
        return check(*arguments.check)
    return make(arguments.out, arguments.rows, arguments.seed)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", metavar="OUT", type=Path, nargs="?")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=2012)
    parser.add_argument("--check", metavar=("PROGRAM", "FILE"), nargs=2, type=Path)
    arguments = parser.parse_args()
    if (arguments.out is None) == (arguments.check is None):
        parser.error("expected OUT, or --check PROGRAM FILE")
    return arguments


# the file


def make(path, n_rows, seed):
    import numpy as np
    import tables

    rng = np.random.default_rng(seed)
    with tables.open_file(path, "w", title="H5 Song File", filters=tables.Filters(1, "zlib", shuffle=True)) as file:
        made = {name: create(np, file, name) for name in TABLES}
        for start in range(0, n_rows, SLAB):
            n = min(SLAB, n_rows - start)
            for name, fill in (("metadata", metadata), ("analysis", analysis), ("musicbrainz", musicbrainz)):
                rows = np.zeros(n, np.dtype(TABLES[name][0]))
                fill(np, rng, rows, start)
                made[name].append(rows)
    print(f"{path}: {n_rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")


def create(np, file, name):
    fields, chunk, title = TABLES[name]
    group = file.create_group("/", name)
    return file.create_table(group, "songs", np.dtype(fields), title, chunkshape=(chunk,))


def metadata(np, rng, rows, start):
    n = len(rows)
    for name in ("artist_7digitalid", "release_7digitalid", "track_7digitalid"):
        rows[name] = rng.integers(1, 9_000_000, n)
    for name in ("artist_familiarity", "artist_hotttnesss"):
        rows[name] = rng.random(n)
    rows["song_hotttnesss"] = np.where(rng.random(n) < 0.42, np.nan, rng.random(n))
    somewhere = rng.random(n) < 0.36
    rows["artist_latitude"] = np.where(somewhere, rng.uniform(-41, 70, n), np.nan)
    rows["artist_longitude"] = np.where(somewhere, rng.uniform(-162, 175, n), np.nan)
    rows["artist_location"] = np.where(somewhere, texts(np, rng, n), b"")
    rows["artist_playmeid"] = np.where(rng.random(n) < 0.5, -1, rng.integers(0, 200_000, n))
    for name in ("artist_name", "release", "title"):
        rows[name] = texts(np, rng, n)
    if start == 0 and n > 1:
        rows["title"][0] = "é".encode() * 512  # all of the 1024 bytes: no zero ends it
        rows["title"][1] = b""
    rows["artist_mbid"] = np.where(rng.random(n) < 0.06, b"", codes(np, rng, n, b"%012x-4497-968e-%012x"))
    rows["artist_id"] = codes(np, rng, n, b"AR%07X1187B%07X")
    rows["song_id"] = [b"SO%05d12A%08X" % (at % 99_991, at) for at in range(start, start + n)]


def analysis(np, rng, rows, start):
    n = len(rows)
    rows["analysis_sample_rate"] = 22050
    rows["audio_md5"] = codes(np, rng, n, b"%016x%016x")
    rows["duration"] = rng.gamma(4, 62, n).round(5)
    rows["end_of_fade_in"] = np.where(rng.random(n) < 0.5, 0, rng.random(n).round(3))
    rows["start_of_fade_out"] = rows["duration"] - 5
    rows["loudness"] = -rng.gamma(4, 2.5, n).round(3)
    rows["tempo"] = np.where(rng.random(n) < 0.003, 0, rng.normal(123, 35, n).round(3))
    for name, end in (("key", 12), ("mode", 2), ("time_signature", 8)):
        rows[name] = rng.integers(0, end, n)
        rows[f"{name}_confidence"] = rng.random(n).round(3)
    rows["track_id"] = [b"TR%05d128F%08X" % (at % 99_991, at) for at in range(start, start + n)]


def musicbrainz(np, rng, rows, start):
    rows["year"] = np.where(rng.random(len(rows)) < 0.48, 0, rng.integers(1922, 2012, len(rows)))


def texts(np, rng, n):
    return [" ".join(WORDS[at] for at in some).encode() for some in rng.integers(0, len(WORDS), (n, 3)).tolist()]


def codes(np, rng, n, form):
    return [form % tuple(pair) for pair in rng.integers(0, 2**28, (n, 2)).tolist()]


# the check


def check(program, path):
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        parquet = Path(folder) / "songs.parquet"
        cost = measured([program.resolve(), "convert", path, parquet])
        found, tables = read(parquet), fields_of(path)
        checks.run("columns", columns, found, tables)
        for group in TABLES:
            names = [name for name in found.column_names if tables.get(name) == group]
            checks.run(f"{group}: {', '.join(names)}", cells, found, path, group, names)
    print(f"{found.num_rows:,} rows: {cost['wall']:.2f} s, {cost['cpu']:.2f} CPU s, peak {cost['peak'] / 1e6:.0f} MB")
    return checks.close()


def read(parquet):
    import pyarrow.parquet

    return pyarrow.parquet.read_table(parquet)


def fields_of(path):
    """{field: group}."""
    import h5py

    with h5py.File(path) as file:
        return {name: group for group in TABLES for name in file[f"{group}/songs"].dtype.names}


def columns(found, tables):
    missing = [name for name in ASKED_FOR if name not in found.column_names]
    unknown = [name for name in found.column_names if name not in tables]
    return f"missing: {missing}; no field of the file: {unknown}" if missing or unknown else None


def cells(found, path, group, names):
    """Slab by slab: a whole column of texts would be a gigabyte."""
    import h5py

    with h5py.File(path) as file:
        table = file[f"{group}/songs"]
        if found.num_rows != len(table):
            return f"expected {len(table)} rows, found {found.num_rows}"
        for start in range(0, len(table), SLAB):
            rows, here = table[start:start + SLAB], found.slice(start, SLAB)
            for name in names:
                what = slab(here.column(name).to_pylist(), rows[name].tolist())
                if what:
                    return f"{name}, from row {start}: {what}"
    return None


def slab(found, wanted):
    """The empty text stands for a missing one in these files, and NaN for a missing number."""
    wanted = [cell.decode() if isinstance(cell, bytes) else cell for cell in wanted]
    wanted = [None if cell == "" or cell != cell else cell for cell in wanted]
    found = [None if cell == "" else cell for cell in found]
    wrong = [at for at, pair in enumerate(zip(found, wanted)) if pair[0] != pair[1] or type(pair[0]) is not type(pair[1])]
    if wrong:
        at = wrong[0]
        return f"{len(wrong)} cells differ, first {at}: expected {wanted[at]!r}, found {found[at]!r}"
    return None


if __name__ == "__main__":
    sys.exit(main())
