"""What a table's cells are once they leave pandas, and how two of them compare: for the checks of HDF5.

Runs under pandas 1.5 and 3, on Python from 3.8 on.
"""

import math
import re

import numpy as np
import pandas as pd

TEXT_DTYPE = "object" if int(pd.__version__.split(".")[0]) < 3 else "str"
BEYOND = 2**63  # whole numbers from here on, and below its negative, do not fit int64
ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")


def plain(cell):
    """The cell as one of Python's own values; None for every kind of missing one."""
    if isinstance(cell, (list, np.ndarray)):
        return [plain(value) for value in cell]
    if cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, (float, np.floating)) and cell != cell):
        return None
    return cell.item() if isinstance(cell, np.generic) else cell


def columns_of(frame):
    """[(name, cells)]: the table that the frame stands for, its index in front unless it only counts the rows."""
    return index_columns(frame.index) + [(str(name), list(frame.iloc[:, at])) for at, name in enumerate(frame.columns)]


def index_columns(index):
    if isinstance(index, pd.MultiIndex):
        names = [f"level_{at}" if name is None else str(name) for at, name in enumerate(index.names)]
        return [(name, list(index.get_level_values(at))) for at, name in enumerate(names)]
    if index.name is None and counts_rows(index):
        return []
    return [("index" if index.name is None else str(index.name), list(index))]


def counts_rows(index):
    """Written, a range is an index of whole numbers like others; without rows it may be anything."""
    return len(index) == 0 or (index.dtype.kind in "iu" and bool((index == np.arange(len(index))).all()))


def kind(cells):
    """The one word for what a column is to be: the narrowest kind that holds all its cells, None if none has a value."""
    values = [value for value in map(plain, cells) if value is not None]
    found = {type(value) for value in values}
    if not found:
        return None
    if found == {int}:
        return "int" if all(-BEYOND <= value < BEYOND for value in values) else "other"
    if found == {list}:
        elements = {type(element) for value in values for element in value} - {type(None)}
        return "list" if elements <= {int, float} else "other"
    names = {float: "float", bool: "bool", str: "text", pd.Timestamp: "time", pd.Timedelta: "span"}
    if len(found) == 1 and found <= names.keys():
        return names[found.pop()]
    return "numbers" if found == {int, float} else "other"


def difference(found, wanted):
    """Words for the first cell of `found` (plain) that does not say what `wanted` (pandas' own cells) says, or None."""
    if len(found) != len(wanted):
        return f"expected {len(wanted)} cells, found {len(found)}"
    rule = RULES[kind(wanted)]
    wrong = [at for at, pair in enumerate(zip(found, wanted)) if not holds(rule, *pair)]
    if wrong:
        at = wrong[0]
        return f"{len(wrong)} cells differ, first {at}: expected {wanted[at]!r} as {kind(wanted)}, found {found[at]!r}"
    return None


def holds(rule, found, wanted):
    if plain(wanted) is None:
        return found is None
    return found is not None and rule(found, wanted)


def same_number(found, wanted):
    """A whole number may have become a float, as in a pandas column with gaps, if it is the same; never a bool."""
    wanted = plain(wanted)
    if type(found) not in (int, float) or found != wanted:
        return False
    return math.copysign(1, found) == math.copysign(1, wanted)


def same_float(found, wanted):
    return type(found) is float and same_number(found, wanted)


def same_bool(found, wanted):
    return type(found) is bool and found == wanted


def same_text(found, wanted):
    """As Python's `str` shows it (a number of NumPy's also as Python's own number); bytes as the text that they hold."""
    if isinstance(wanted, bytes):
        return found in (str(wanted), wanted.decode("utf-8", "replace"))
    return type(found) is str and found in (str(wanted), str(plain(wanted)))


def same_list(found, wanted):
    """Element for element; the empty list is no missing cell. Whole numbers may stand among floats as floats."""
    wanted = plain(wanted)
    if type(found) is not list or len(found) != len(wanted):
        return False
    return all(one is other if other is None else same_number(one, other) for one, other in zip(found, wanted))


def same_time(found, wanted):
    """ISO 8601, the same moment, with an offset if pandas has one."""
    if type(found) is not str or not ISO.fullmatch(found):
        return False
    moment = pd.Timestamp(found)
    return (moment.tzinfo is None) == (wanted.tzinfo is None) and moment == wanted


def same_span(found, wanted):
    return type(found) is str and pd.Timedelta(found) == wanted


def numbers_or_text(found, wanted):
    """Whole numbers and floats in one column of objects: floats, or the text of each."""
    return same_text(found, wanted) or same_number(found, wanted)


RULES = {
    None: same_text, "int": same_number, "float": same_float, "bool": same_bool, "text": same_text,
    "list": same_list, "time": same_time, "span": same_span, "numbers": numbers_or_text, "other": same_text,
}
