"""A run's figures against a section of realdata/msd-dev/expected.json, every figure in it.

    expected.py RUN_DIR EXPECTED_JSON SECTION

Taken from the files wherever they show it; what they do not show (rows before the join, users that
were left out) from manifest.json, and what both show must agree.
"""

import warnings

warnings.simplefilter("error")  # before the imports, so that they are held to it too

import argparse
import functools
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse

from checks import Checks, unlike


class Run:
    """The files of a run, each read when first asked for."""

    def __init__(self, folder):
        self.folder = folder

    @functools.cached_property
    def counts(self):
        return json.loads((self.folder / "manifest.json").read_text("utf-8"))["counts"]

    @functools.cached_property
    def train(self):
        return scipy.sparse.load_npz(self.folder / "train_sparse.npz")

    @functools.cached_property
    def test(self):
        return scipy.sparse.load_npz(self.folder / "test_sparse.npz")

    @functools.cached_property
    def users(self):
        return pd.read_parquet(self.folder / "user_df.parquet")

    @functools.cached_property
    def songs(self):
        return pd.read_parquet(self.folder / "song_df.parquet")


# figure -> every place where the run shows it
SHOWN = {
    "raw_triplets": [lambda run: run.counts["raw_triplets"]],
    "joined": [lambda run: run.counts["joined"],
               lambda run: run.counts["visible"] + run.counts["hidden"]],
    "visible": [lambda run: run.users.num_songs.sum(),
                lambda run: run.users.song_sparse_indices.map(len).sum(),
                lambda run: run.counts["visible"]],
    "hidden": [lambda run: run.counts["hidden"]],
    "blacklisted_users": [lambda run: run.counts["users_without_visible"]],
    "hidden_after": [lambda run: run.counts["hidden_after"]],
    "all_after": [lambda run: run.users.num_songs.sum() + run.counts["hidden_after"],
                  lambda run: run.counts["all_after"]],
    "n_users": [lambda run: run.train.shape[1], lambda run: run.test.shape[1],
                lambda run: len(run.users), lambda run: run.counts["n_users"]],
    "n_songs": [lambda run: run.train.shape[0], lambda run: run.test.shape[0],
                lambda run: len(run.songs), lambda run: run.counts["n_songs"]],
    "n_test_users": [lambda run: run.users.is_test.sum(), lambda run: run.counts["n_test_users"]],
    "train_nnz": [lambda run: run.train.nnz, lambda run: run.counts["train_nnz"]],
    "train_sum": [lambda run: run.train.data.sum(dtype="float64"),
                  lambda run: run.users.plays.sum()],
    "test_nnz": [lambda run: run.test.nnz, lambda run: run.counts["test_nnz"]],
    "test_sum": [lambda run: run.test.data.sum(dtype="float64")],
    "songs_with_genre": [lambda run: run.songs.genre.notna().sum()],
}


def main():
    arguments = parse()
    checks, run = Checks(), Run(arguments.run)
    figures = json.loads(arguments.expected.read_text("utf-8"))[arguments.section]
    for name, figure in figures.items():
        checks.run(name, check(name), run, figure)
    return checks.close()


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", metavar="RUN_DIR", type=Path)
    parser.add_argument("expected", metavar="EXPECTED_JSON", type=Path)
    parser.add_argument("section", metavar="SECTION")
    return parser.parse_args()


def check(name):
    if name == "music_mean":
        return music_mean
    if name == "music_first5":
        return music_first5
    return lambda run, figure: shown(run, name, figure)


def shown(run, name, figure):
    """The figure is the same in every place; one that nobody knows how to find is a failure."""
    found = np.array([place(run) for place in SHOWN[name]]).tolist()
    return None if all(value == figure for value in found) else unlike(found, figure)


def music_mean(run, figure):
    """The mean over the users, each counting once; the file gives nine decimals."""
    mean = np.mean(run.users.MUSIC.dropna().tolist(), axis=0)
    return near(mean, figure, 0.5e-9 + 1e-12)


def music_first5(run, figure):
    """The vectors of the first five users by number."""
    first = run.users.head(len(figure)).set_index("user_id").MUSIC
    if list(first.index) != list(figure):
        return unlike(list(first.index), list(figure))
    wrong = [near(first[user], vector, 1e-12 * np.abs(vector).max())
             for user, vector in figure.items()]
    return next(filter(None, wrong), None)


def near(found, figure, tolerance):
    if len(found) == len(figure) and np.all(np.abs(np.subtract(found, figure)) <= tolerance):
        return None
    return unlike(np.asarray(found).tolist(), figure)


if __name__ == "__main__":
    sys.exit(main())
