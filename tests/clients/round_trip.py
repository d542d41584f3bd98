"""Random frames through HDF5, as pandas writes them and as tastemill does, compared cell for cell.

    round_trip.py PROGRAM [--frames 200] [--seed 2012] [--only NUMBER] [--keep DIR]

For every frame: pandas writes HDF5, PROGRAM converts it to Parquet and to HDF5 again, and both hold what the same pandas
reads from its own file; pandas writes Parquet, PROGRAM makes HDF5 of it, and pandas reads that. Without pyarrow
only from HDF5 to HDF5. Runs under pandas 1.5 and 3, on Python from 3.8 on; any warning counts as an error.
"""

import warnings

warnings.simplefilter("error")  # before the imports, so that they are held to it too

import argparse
import collections
import datetime
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

try:
    import pyarrow
    import pyarrow.parquet
except ImportError:
    pyarrow = None

import cells
import frames
from checks import Checks, unlike

ATTEMPTS = 20  # combinations tried for one frame, if pandas will not write them
MOST_LEFT_OUT = 0.05
PANDAS_REFUSES = (ValueError, TypeError, NotImplementedError, AttributeError, OverflowError, KeyError)
DTYPES = {"int": "int64", "float": "float64", "bool": "bool", "text": cells.TEXT_DTYPE, "list": "object"}


def main():
    arguments = parse()
    checks, counts = Checks(), collections.Counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        program = Program(arguments.program, folder)
        numbers = range(arguments.frames) if arguments.only is None else [arguments.only]
        for number in numbers:
            check_frame(checks, counts, program, arguments.seed, number)
        if arguments.only is None:
            check_several_keys(checks, program)
            check_odd_cells(checks, program)
            check_dates_in_a_table(checks, program)
            check_same_names(checks, program)
    checks.run("combinations that pandas refused", few_left_out, counts)
    tell(counts)
    return checks.close()


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", metavar="PROGRAM", type=Path)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2012)
    parser.add_argument("--only", metavar="NUMBER", type=int, help="this frame alone")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="leave the files here")
    return parser.parse_args()


class Program:
    """The program, and the folder for its files."""

    def __init__(self, path, folder):
        self.path, self.folder = path.resolve(), folder

    def convert(self, source, target, *options):
        command = [self.path, "convert", source, target, *options]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip()
            raise RuntimeError(f"convert to {target.suffix}: exit code {done.returncode}: {words}")
        return target


def check_frame(checks, counts, program, seed, number):
    source = program.folder / f"{number}.h5"
    made, back = written(counts, seed, number, source)
    name = f"{number}: {made}"
    options = ["--key", made.key] if made.others else []
    wanted = cells.columns_of(back)
    if pyarrow:
        checks.run(f"{name}: HDF5 to Parquet", to_parquet, program, source, wanted, options)
        checks.run(f"{name}: Parquet to HDF5", from_parquet, program, source, made, wanted)
    checks.run(f"{name}: HDF5 to HDF5", to_hdf, program, source, wanted, options)
    count(counts, made)


def written(counts, seed, number, path):
    """The first combination that pandas writes and reads again; the others are counted."""
    for attempt in range(ATTEMPTS):
        made = frames.Made(seed, number, attempt)
        counts["tried"] += 1
        try:
            with warnings.catch_warnings():  # pandas' own file is the oracle: what it warns of there is not the point
                warnings.simplefilter("ignore")
                write(made, path)
                return made, pd.read_hdf(path, key=made.key)
        except PANDAS_REFUSES as error:
            counts["refused"] += 1
            print(f"left out, pandas refuses {number}: {made}: {type(error).__name__}: {str(error)[:100]}")
    raise RuntimeError(f"frame {number}: pandas refuses every one of {ATTEMPTS} combinations")


def write(made, path):
    if path.exists():
        path.unlink()
    for key in made.others:
        frames.neighbour().to_hdf(path, key=key, mode="a")
    made.frame.to_hdf(path, key=made.key, mode="a", **made.options)


def to_parquet(program, source, wanted, options):
    table = pyarrow.parquet.read_table(program.convert(source, source.with_suffix(".parquet"), *options))
    return table_difference(table.column_names, arrow_column(table), wanted)


def arrow_column(table):
    """at -> (type, plain cells)."""
    return lambda at: (arrow_kind(table.field(at).type), [cells.plain(cell) for cell in table.column(at).to_pylist()])


def arrow_kind(arrow):
    types = pyarrow.types
    if types.is_list(arrow) or types.is_large_list(arrow):
        return "list" if str(arrow.value_type) in ("int64", "double", "null") else str(arrow)  # null: empty lists alone
    if types.is_string(arrow) or types.is_large_string(arrow) or types.is_string_view(arrow):
        return "text"
    return {"int64": "int", "double": "float", "bool": "bool"}.get(str(arrow), str(arrow))


ARROW_KINDS = {
    "int": ["int"], "float": ["float"], "bool": ["bool"], "list": ["list"], "numbers": ["float", "text"],
    "text": ["text"], "time": ["text"], "span": ["text"], "other": ["text"],
}


def to_hdf(program, source, wanted, options):
    return hdf_difference(program.convert(source, source.with_suffix(".again.h5"), *options), wanted)


def hdf_difference(path, wanted):
    frame = pd.read_hdf(path, key="df")
    if not cells.counts_rows(frame.index):
        return f"index: expected 0, 1, 2, ..., found {frame.index}"
    return table_difference(list(frame.columns), pandas_column(frame), wanted)


def pandas_column(frame):
    """at -> (dtype, plain cells); a list has to be one, and no array."""
    def column(at):
        found = list(frame.iloc[:, at])
        dtype = str(frame.dtypes.iloc[at])
        arrays = any(isinstance(cell, np.ndarray) for cell in found)
        return "object of arrays" if arrays else dtype, [cells.plain(cell) for cell in found]
    return column


def table_difference(names, column, wanted):
    """Words for the columns that differ, None if none does. `column`: position -> (kind or dtype, plain cells)."""
    if names != [name for name, _ in wanted]:
        return unlike(names, [name for name, _ in wanted])
    found = {}
    for at, (name, expected) in enumerate(wanted):
        found_kind, values = column(at)
        what = cells.difference(values, expected) or kind_difference(found_kind, expected)
        if what:
            found[name] = what
    return "; ".join(f"{name}: {what}" for name, what in found.items())


def kind_difference(found, expected):
    """Held to a type only where there is a value; to one of pandas' only where no cell is missing."""
    kind = cells.kind(expected)
    if kind is None or found in ARROW_KINDS[kind]:
        return None
    gaps = any(cells.plain(cell) is None for cell in expected)
    pandas_kind = DTYPES.get(kind)
    if found == pandas_kind or (gaps and found in ("object", "float64")):
        return None
    if pandas_kind is None and found in ("object", cells.TEXT_DTYPE, "float64"):
        return None
    return f"type: expected {kind}, found {found}"


def from_parquet(program, source, made, wanted):
    """pandas' Parquet of the same cells, without the columns for which Parquet has no type."""
    columns = [(name, values) for name, values in wanted if cells.kind(values) in FOR_PARQUET]
    if not columns:
        return None
    arrow = pyarrow.table({name: arrow_array(values) for name, values in columns})
    path = source.with_suffix(".pandas.parquet")
    arrow.to_pandas().to_parquet(path)
    return hdf_difference(program.convert(path, source.with_suffix(".pandas.h5")), columns)


FOR_PARQUET = ("int", "float", "bool", "text", "list", "time")


def arrow_array(values):
    return pyarrow.array([cells.plain(value) for value in values], from_pandas=True)


# what is no frame


def check_several_keys(checks, program):
    path = program.folder / "several.h5"
    for key, mode in (("one", "w"), ("two", "a")):
        pd.DataFrame({"number": [1, 2]}).to_hdf(path, key=key, mode=mode)
    checks.run("several tables and none named: an error that names them", none_named, program, path)
    checks.run("a table that is not there: an error", absent, program, path)


def none_named(program, path):
    words = refusal(program, path)
    return None if "one" in words and "two" in words else f"expected the names of both, found {words!r}"


def absent(program, path):
    words = refusal(program, path, "--key", "three")
    return None if "three" in words else f"expected the name, found {words!r}"


def refusal(program, path, *options):
    """The words of an error that is one, and leaves no file."""
    target = path.with_suffix(".refused.parquet")
    try:
        program.convert(path, target, *options)
    except RuntimeError as error:
        if "error: " in str(error) and not target.exists():
            return str(error)
        return f"no line `error: ...`, or a file was left: {error}"
    return "no error"


def check_dates_in_a_table(checks, program):
    """HDF5 has a type for times that it converts to nothing, and PyTables uses it for an index of dates."""
    path = program.folder / "dates.h5"
    frame = pd.DataFrame({"number": [1, 2]}, index=[datetime.date(2012, 1, 2), datetime.date(2012, 1, 3)])
    frame.to_hdf(path, key="df", mode="w", format="table")
    checks.run("an index of dates in a table: an error that names it", dates, program, path)


def dates(program, path):
    words = refusal(program, path)
    return None if "column index, found times" in words else f"expected index and times to be named, found {words!r}"


def check_odd_cells(checks, program):
    """Cells that no column can hold: texts as Python shows them, or an error that names the column."""
    for name, frame in frames.ODD.items():
        path = program.folder / "odd.h5"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame.to_hdf(path, key="df", mode="w")
            wanted = cells.columns_of(pd.read_hdf(path, key="df"))
        checks.run(f"{name}: texts or a clear error", odd_cells, program, path, wanted)


def odd_cells(program, path, wanted):
    if pyarrow:
        try:
            return to_parquet(program, path, wanted, [])
        except RuntimeError:
            pass
    words = refusal(program, path)
    return None if "odd" in words.replace("odd.h5", "") else f"expected the name of the column, found {words!r}"


def check_same_names(checks, program):
    """Both are there under any two names, or there is an error; a silent loss is neither."""
    for name, frame in frames.SAME_NAMES.items():
        path = program.folder / "same.h5"
        frame.to_hdf(path, key="df", mode="w")
        checks.run(f"{name}: both or a clear error", both, program, path)


def both(program, path):
    try:
        target = program.convert(path, path.with_suffix(".again.h5"))
    except RuntimeError as error:
        return None if "error: " in str(error) else str(error)
    found = pd.read_hdf(target, key="df")
    return unlike(sorted(found.to_numpy().ravel().tolist()), [1, 2, 3, 4, 5, 6])


# the count


def count(counts, made):
    for words in [made.format, f"shape: {made.shape}", f"index: {made.index}", f"names: {made.names}"]:
        counts[words] += 1
    for kind in made.kinds:
        counts[f"column: {kind}"] += 1
    counts["one of several tables"] += bool(made.others)


def few_left_out(counts):
    if counts["refused"] > MOST_LEFT_OUT * counts["tried"]:
        return f"{counts['refused']} of {counts['tried']}, allowed are {MOST_LEFT_OUT:.0%}"


def tell(counts):
    """How many frames of each sort were compared."""
    refused, tried = counts.pop("refused", 0), counts.pop("tried", 0)
    print(f"pandas {pd.__version__}: {tried - refused} frames, {refused} combinations left out;",
          "; ".join(f"{words} {n}" for words, n in sorted(counts.items())))
    if not pyarrow:
        print("left out: Parquet, pyarrow is not installed")


if __name__ == "__main__":
    sys.exit(main())
