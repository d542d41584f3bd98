"""Implicit ALS by the library implicit, on a run of tastemill: fitted, then the best songs of some users ranked.

    implicit_als.py RUN OUT [--users 100000] [--factors 64] [--iterations 15] [--alpha 10] [--k 500] [--judged]

RUN has train_sparse.npz (songs x users) and the tables of ids; OUT gets figures.json: seconds and CPU seconds of fit and
recommend (songs and users in memory before, nothing written within), peak memory. With --judged also rankings.parquet: the
lists of the users with hidden plays. confidence = 1 + alpha ln(1 + plays), for which implicit takes the matrix itself.
"""

import argparse
import json
import os
import resource
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as implicit itself asks for: its own threads do the work
os.environ["MKL_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
import scipy.sparse as sp  # noqa: E402
from implicit.als import AlternatingLeastSquares  # noqa: E402

BATCH = 1000


def main():
    arguments = parse()
    plays = sp.load_npz(arguments.run / "train_sparse.npz").T.tocsr()
    heard = np.asarray(plays.getnnz(axis=0)).ravel() > 0
    confidence = plays.copy()
    confidence.data = (1 + arguments.alpha * np.log1p(plays.data)).astype(np.float32)
    model = AlternatingLeastSquares(factors=arguments.factors, iterations=arguments.iterations, regularization=0.01,
                                    use_gpu=False, random_state=2012)
    figures = {"fit": spent(lambda: model.fit(confidence, show_progress=False))}
    users = np.arange(min(arguments.users, plays.shape[0]))
    figures["recommend"] = spent(lambda: ranked(model, users, plays, arguments.k, ~heard, keep=False))
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "figures.json").write_text(json.dumps(figures) + "\n", "utf-8")
    if arguments.judged:
        hidden = sp.load_npz(arguments.run / "test_sparse.npz").T.tocsr()
        judged = np.flatnonzero(np.asarray(hidden.getnnz(axis=1)).ravel())
        write(arguments, judged, ranked(model, judged, plays, arguments.k, ~heard, keep=True))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", metavar="RUN", type=Path)
    parser.add_argument("out", metavar="OUT", type=Path)
    for option, default in [("users", 100_000), ("factors", 64), ("iterations", 15), ("k", 500)]:
        parser.add_argument(f"--{option}", type=int, default=default)
    parser.add_argument("--alpha", type=float, default=10)
    parser.add_argument("--judged", action="store_true")
    return parser.parse_args()


def spent(work):
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work()
    after, wall = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - began
    return {"wall": wall, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def ranked(model, users, plays, k, not_candidates, keep):
    """Songs and scores of each user, in batches; only if they are wanted are they kept."""
    lists = []
    left_out = np.flatnonzero(not_candidates)
    for begin in range(0, len(users), BATCH):
        batch = users[begin:begin + BATCH]
        found = model.recommend(batch, plays[batch], N=k, filter_already_liked_items=True, filter_items=left_out)
        if keep:
            lists.append(found)
    return lists


def write(arguments, users, lists):
    ids = {name: pl.read_parquet(arguments.run / f"{name}_mapping.parquet")[f"{name}_id"] for name in ("user", "song")}
    songs, scores = (np.concatenate([found[part] for found in lists]) for part in (0, 1))
    n_users, k = songs.shape
    is_song = (songs >= 0).ravel()  # where there are too few songs implicit fills up with -1
    table = pl.DataFrame({
        "user_id": ids["user"].gather(np.repeat(users, k)), "song_id": ids["song"].gather(np.maximum(songs.ravel(), 0)),
        "rank": np.tile(np.arange(1, k + 1), n_users), "score": scores.ravel(),
    }).filter(is_song)
    table.write_parquet(arguments.out / "rankings.parquet")


if __name__ == "__main__":
    main()
