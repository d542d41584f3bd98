"""Our ALS beside the library implicit's, both judged with NumPy: implicit_als.py RUN [--factors 64] [--alpha 10]

RUN is one of a plan with `als.parquet`, fitted with confidence "log". implicit is fitted on the run's own matrix from
eight other starts; MAP@500 of ours must lie within what these starts give, widened by the standard error of the mean
difference between the users' values: a start is chance, and so are the users.
"""

import argparse
import os
import pathlib
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as implicit asks for

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import scipy.sparse as sp  # noqa: E402
from implicit.als import AlternatingLeastSquares  # noqa: E402

LENGTH = 500
STARTS = range(8)


def average_precision(songs, hidden):
    hits = np.isin(songs[:LENGTH], hidden).astype(float)
    return (np.cumsum(hits) / np.arange(1, len(hits) + 1) * hits).sum() / min(len(hidden), LENGTH)


def theirs(train, judged, options, start):
    """Lists of implicit: users x songs in, songs that nobody plays left out."""
    confidence = train.copy()
    confidence.data = (1 + options.alpha * np.log1p(train.data)).astype(np.float32)
    model = AlternatingLeastSquares(factors=options.factors, iterations=options.iterations, regularization=0.01,
                                    random_state=start, num_threads=2)
    model.fit(confidence, show_progress=False)
    unheard = np.flatnonzero(np.asarray(train.getnnz(axis=0)).ravel() == 0)
    songs, _ = model.recommend(judged, train[judged], N=min(LENGTH, train.shape[1]), filter_already_liked_items=True,
                               filter_items=unheard)
    return songs


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("run", type=pathlib.Path)
    arguments.add_argument("--factors", type=int, default=64)
    arguments.add_argument("--iterations", type=int, default=15)
    arguments.add_argument("--alpha", type=float, default=10)
    options = arguments.parse_args()
    train, test = (sp.load_npz(options.run / f"{side}_sparse.npz").T.tocsr() for side in ("train", "test"))
    judged = np.flatnonzero(np.diff(test.indptr))
    hidden = [test.indices[test.indptr[user]:test.indptr[user + 1]] for user in judged]
    lists = dict(iter(pd.read_parquet(options.run / "als.parquet").groupby("user_index").song_index))
    ours = np.array([average_precision(lists[user].to_numpy(), songs) for user, songs in zip(judged, hidden)])
    starts = []
    for start in STARTS:
        found = theirs(train, judged, options, start)
        starts.append([average_precision(songs, of_user) for songs, of_user in zip(found, hidden)])
    starts = np.array(starts)
    means = starts.mean(axis=1)
    differences = ours - starts.mean(axis=0)
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    low, high = means.min() - 2 * error, means.max() + 2 * error
    print(f"{len(judged)} users: ours {ours.mean():.5f}, implicit from {len(starts)} starts "
          f"{means.min():.5f} to {means.max():.5f}, with two standard errors {low:.5f} to {high:.5f}")
    if not low <= ours.mean() <= high:
        sys.exit("DIFF implicit_als: ours is outside")


if __name__ == "__main__":
    main()
