"""HDF5 at the notebook's size, read and written by pandas and by tastemill in turns: seconds, CPU seconds, peak memory.

    bench_hdf5.py PROGRAM FOLDER [--songs 447499] [--users 1100000] [--runs 5]

Two frames are made in FOLDER by pandas: the songs in the layout of 2019 (25 columns, all texts in one pickled block) and
the users with their lists (MUSIC, song_sparse_indices; 16.1 songs a user). The medians go to bench-hdf5.json there.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from measured import headline, in_a_line, measured

WORDS = ["The", "Blue", "Les", "Été", "Los", "It's", "Night", "Remix", "Love", "(Live)", "Heart", "Version"]
SONGS_A_USER = 17_700_000 / 1_100_000
JOBS = ["songs: read", "users: read", "songs: write", "users: write"]
SUMS = {"both: read": JOBS[:2], "both: write": JOBS[2:]}
INCLUDED = """\
pandas:    the call of read_hdf or to_hdf alone, without start and imports; the peak is that of the process, which holds the
           frame while it writes
tastemill: the whole process. read: from HDF5 to Parquet, so reading HDF5 and writing Parquet. write: from that Parquet
           to HDF5, so reading Parquet and writing HDF5. HDF5 s: the CPU seconds of the HDF5 side alone, parted from the
           other where the new file is opened. Files are in the page cache"""


def main():
    if sys.argv[1:2] == ["--pandas"]:  # the other end of `by_pandas`
        return print(json.dumps(in_this_process(*sys.argv[2:])))
    arguments = parse()
    sizes = {"songs": arguments.songs, "users": arguments.users}
    for name, n_rows in sizes.items():
        by_pandas("make", arguments.folder / f"{name}.h5", n_rows)
    samples = {job: {"pandas": [], "tastemill": []} for job in JOBS}
    for number in range(arguments.runs):
        for job in JOBS:
            print(f"run {number + 1} of {arguments.runs}: {job}", file=sys.stderr)
            name, verb = job.split(": ")
            path = arguments.folder / f"{name}.h5"
            samples[job]["pandas"].append(by_pandas(verb, path))
            samples[job]["tastemill"].append(by_tastemill(arguments.program, verb, path))
    report = {**about(arguments, sizes), "medians": medians(samples), "samples": samples}
    (arguments.folder / "bench-hdf5.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    tell(report)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", metavar="PROGRAM", type=Path)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--songs", type=int, default=447_499)
    parser.add_argument("--users", type=int, default=1_100_000)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def by_tastemill(program, verb, path):
    """The read that goes before leaves the Parquet file for the write."""
    parquet = path.with_suffix(".tastemill.parquet")
    source, target = (path, parquet) if verb == "read" else (parquet, path.with_suffix(".tastemill.h5"))
    cost = measured([program.resolve(), "convert", "--quiet", source, target])
    before = cost.pop("before") or 0
    return {**cost, "hdf5": before if verb == "read" else cost["cpu"] - before}


def by_pandas(*arguments):
    """The same in a process of its own, so that nobody inherits the memory of what was before."""
    command = [sys.executable, "-W", "ignore", __file__, "--pandas", *map(str, arguments)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def in_this_process(verb, path, n_rows="0"):
    import pandas as pd

    if verb == "make":
        make(Path(path), int(n_rows))
        return {"pandas": pd.__version__}
    frame = None if verb == "read" else pd.read_hdf(path, key="df")
    began, cpu = time.perf_counter(), time.process_time()
    if verb == "read":
        frame = pd.read_hdf(path, key="df")
    else:
        frame.to_hdf(Path(path).with_suffix(".pandas.h5"), key="df", mode="w")
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"wall": wall, "cpu": cpu, "hdf5": cpu, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


# the frames


def make(path, n_rows):
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(2012)
    if path.stem == "songs":
        as_of_2019()
        songs(np, pd, rng, n_rows).to_hdf(path, key="df", mode="w")
    else:
        users(np, pd, rng, n_rows).to_hdf(path, key="df", mode="w")


def as_of_2019():
    """Texts as objects, so that pandas puts them into one block, and pickles of Python 3.7."""
    import pickle

    import pandas as pd
    import tables.atom

    pd.set_option("future.infer_string", False)
    tables.atom.ObjectAtom._tobuffer = lambda self, cells: pickle.dumps(cells, 4)


def songs(np, pd, rng, n):
    """The columns of full_msd_with_audio_features.h5: 8 of texts, 7 of them wrapped bytes, 10 of floats, 7 of ints."""
    def names():  # each cell a text of its own, as in a frame that was read: pickle writes a text that is shared once
        return [str(f"{WORDS[one]} {WORDS[two]} {code}".encode()) for one, two, code in rng.integers(0, len(WORDS), (n, 3))]

    codes = rng.integers(0, 16**10, (4, n))
    table = {
        "artist_mbid": [f"b'{code:08x}-f4c4-2abc-3372-{code:012x}'" for code in codes[0]],
        "artist_name": names(),
        "artist_playmeid": rng.integers(-1, 200_000, n),
        "release": names(),
        "release_7digitalid": rng.integers(0, 800_000, n),
        "song_hotttnesss": np.where(rng.random(n) < 0.2, np.nan, rng.random(n)),
        "song_id": [f"b'SO{code % 99991:05d}12A{code:08X}'"[:21] + "'" for code in codes[1]],
        "title": names(),
        "track_7digitalid": rng.integers(0, 9_000_000, n),
        "track_id": [f"b'TR{code % 99991:05d}128F{code:08X}'"[:20] + "'" for code in codes[2]],
        "year": rng.integers(0, 2011, n),
        "spotify_id": [f"{code:022x}" for code in codes[3]],
    }
    whole = {"duration_ms": 600_000, "key": 12, "mode": 2, "time_signature": 6}
    floats = ["acousticness", "danceability", "energy", "instrumentalness", "liveness", "loudness", "speechiness", "tempo",
              "valence"]
    table.update({name: rng.integers(0, end, n) for name, end in whole.items()})
    table.update({name: rng.random(n).round(3) for name in floats})
    return pd.DataFrame(table)


def users(np, pd, rng, n):
    lengths = rng.geometric(1 / (SONGS_A_USER - 1), n) + 1
    flat, ends = rng.integers(0, 168_493, lengths.sum()).tolist(), np.cumsum(lengths).tolist()
    halves = rng.integers(0, 2**62, (2, n)).tolist()
    table = pd.DataFrame({
        "user_id": [f"{one:020x}{other:020x}" for one, other in zip(*halves)],
        "MUSIC": rng.normal(size=(n, 5)).tolist(),
        "num_songs": lengths,
        "is_test": rng.random(n) < 0.1,
        "song_sparse_indices": [flat[start:end] for start, end in zip([0, *ends], ends)],
    })
    return table.rename_axis("sparse_index")


# the report


def about(arguments, sizes):
    import importlib.metadata as installed

    files = sorted(arguments.folder.glob("*.h5")) + sorted(arguments.folder.glob("*.parquet"))
    return {
        "rows": sizes,
        "runs": arguments.runs,
        "python": platform.python_version(),
        "packages": {name: installed.version(name) for name in ("pandas", "numpy", "tables")},
        "machine": {"cpus": os.cpu_count(), "system": platform.platform()},
        "bytes": {path.name: path.stat().st_size for path in files},
    }


def medians(samples):
    """{job: {who: {"wall", "cpu", "hdf5", "peak"}}}, and the sums over both frames, of peaks the larger one."""
    table = {job: {who: {figure: statistics.median(run[figure] for run in runs) for figure in runs[0]}
                   for who, runs in sides.items()} for job, sides in samples.items()}
    for name, jobs in SUMS.items():
        table[name] = {who: {figure: (max if figure == "peak" else sum)(table[job][who][figure] for job in jobs)
                             for figure in ("wall", "cpu", "hdf5", "peak")} for who in ("pandas", "tastemill")}
    return table


def tell(report):
    rows = report["rows"]
    print(f"{rows['songs']:,} songs x 25 columns, {rows['users']:,} users; {headline(report['runs'])}")
    print(f"{'':14}{'pandas ' + report['packages']['pandas']:>28}{'tastemill':>28}")
    print(f"{'':14}" + f"{'wall s':>10}{'CPU s':>9}{'peak MB':>9}" * 2 + f"{'HDF5 s':>9}")
    for job, sides in report["medians"].items():
        cells = "".join(f"{side['wall']:10.2f}{side['cpu']:9.2f}{side['peak'] / 1e6:9.0f}" for side in sides.values())
        print(f"{job:14}{cells}{sides['tastemill']['hdf5']:9.2f}")
    print("MB: " + ", ".join(f"{name} {size / 1e6:.0f}" for name, size in report["bytes"].items()))
    print(INCLUDED)


if __name__ == "__main__":
    in_a_line(main)
