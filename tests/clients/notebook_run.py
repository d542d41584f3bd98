"""A run on the notebook's own input against the notebook's own results: every file, order, label, dtype and cell.

    notebook_run.py PROGRAM [--fixture DIR] [--plan FILE] [--keep DIR]

DIR holds the inputs and what the unchanged notebook made of them under pandas 0.24, each packed with gzip or plain. MUSIC
may differ by 1e-12 of a vector's largest value, nothing else may differ at all. What HDF5 makes of a column is left to the
pandas that reads both. Runs under pandas 1.5 and 3, on Python from 3.8 on; any warning counts as an error.
"""

import warnings

warnings.simplefilter("error")  # before the imports, so that they are held to it too

import argparse
import functools
import gzip
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import load_npz

import cells
from checks import Checks, unlike

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "notebook-0.24"
AS_THE_NOTEBOOK = ["--set", "listen.order=notebook", "--set", "songs.text=notebook"]
MATRICES = ["train_sparse.npz", "test_sparse.npz"]
FRAMES = ["user_mapping.h5", "song_mapping.h5", "song_df.h5", "user_df.h5"]
MEAN_TOLERANCE = 1e-12


def main():
    arguments = parse()
    checks = Checks()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        data = unpacked(arguments.fixture, folder / "data")
        found = run(arguments.program.resolve(), arguments.plan, data, folder / "runs")
        for name in MATRICES:
            check_matrix(checks, found / name, data / name)
        for name in FRAMES:
            check_frame(checks, found / name, data / name)
    return checks.close()


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", metavar="PROGRAM", type=Path)
    parser.add_argument("--fixture", metavar="DIR", type=Path, default=FIXTURE)
    parser.add_argument("--plan", metavar="FILE", type=Path, default=ROOT / "pipelines" / "msd.toml")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="leave data and run here")
    return parser.parse_args()


def unpacked(fixture, data):
    """The files of the fixture without gzip: a packed source would be read as well, but pandas does not."""
    for path in (path for path in fixture.rglob("*") if path.is_file()):
        target = data / path.relative_to(fixture)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".gz":
            target.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        else:
            shutil.copyfile(path, target)
    return data


def run(program, plan, data, out):
    """The run's folder."""
    command = [program, "run", plan, "--quiet", "--data", data, "--out", out, *AS_THE_NOTEBOOK]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return out / "latest"


# matrices


def check_matrix(checks, found, wanted):
    name = found.name
    checks.run(f"{name}: members", members, found, wanted)
    checks.run(f"{name}: shape and format", lambda: unlike(shape(found), shape(wanted)))
    for part in ("indptr", "indices", "data"):
        checks.run(f"{name}: {part}", same_array, found, wanted, part)


def members(found, wanted):
    return unlike(*(sorted(dtypes(path)) for path in (found, wanted)))


def dtypes(path):
    with np.load(path) as file:
        return [(name, file[name].dtype.str) for name in file]


@functools.lru_cache(maxsize=None)
def matrix(path):
    return load_npz(path)


def shape(path):
    return matrix(path).shape, matrix(path).format, matrix(path).nnz


def same_array(found, wanted, part):
    """Bit for bit."""
    here, there = (getattr(matrix(path), part) for path in (found, wanted))
    return None if here.tobytes() == there.tobytes() else f"expected {there[:20]}, found {here[:20]}"


# frames


@functools.lru_cache(maxsize=None)
def frame(path):
    return pd.read_hdf(path, key="df")


def check_frame(checks, found, wanted):
    name = found.name
    checks.run(f"{name}: columns and dtypes", lambda: unlike(columns(found), columns(wanted)))
    checks.run(f"{name}: labels of the rows", lambda: unlike(labels(found), labels(wanted)))
    for column in frame(wanted):
        checks.run(f"{name}: {column}", vectors if column == "MUSIC" else same_cells, found, wanted, column)


def columns(path):
    return [(name, str(dtype)) for name, dtype in frame(path).dtypes.items()], str(frame(path).columns.dtype)


def labels(path):
    index = frame(path).index
    return index.name, str(index.dtype), index.tolist()


def same_cells(found, wanted, column):
    """Equal and of the same type, to the bit and to the element; a missing cell may be missing in another way."""
    here, there = (list(map(typed, frame(path)[column].tolist())) for path in (found, wanted))
    if len(here) != len(there):
        return f"expected {len(there)} cells, found {len(here)}"
    wrong = [at for at, pair in enumerate(zip(here, there)) if pair[0] != pair[1]]
    return f"{len(wrong)} cells differ, first {wrong[0]}: {unlike(here[wrong[0]], there[wrong[0]])}" if wrong else None


def typed(cell):
    """Type and value; `repr` keeps the sign of a zero apart."""
    value = cells.plain(cell)
    return None if value is None else (type(value).__name__, repr(value))


def vectors(found, wanted, column):
    """Lists of five floats, each within the tolerance of its vector's largest value."""
    here, there = (frame(path)[column].tolist() for path in (found, wanted))
    odd = [cell for cell in here if type(cell) is not list or not all(isinstance(value, float) for value in cell)]
    if odd or len(here) != len(there):
        return f"{len(odd)} cells are no lists of floats" if odd else unlike(len(here), len(there))
    here, there = np.array(here, dtype="float64"), np.array(there, dtype="float64")
    if here.shape != there.shape or not (np.isnan(here) == np.isnan(there)).all():
        return unlike(here.shape, there.shape) or "NaN in other places"
    wrong = np.flatnonzero((np.abs(here - there) > MEAN_TOLERANCE * np.abs(there).max(axis=1, keepdims=True)).any(axis=1))
    if wrong.size:
        at = wrong[0]
        return f"{wrong.size} vectors differ, first {at}: {unlike(here[at].tolist(), there[at].tolist())}"
    return None


if __name__ == "__main__":
    sys.exit(main())
