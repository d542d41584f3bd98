"""A run that judged models, in pandas, polars, pyarrow, safetensors and NumPy: rankings_of_a_run.py RUN

Every ranking is looked at by itself and against the matrices of the run; MAP@500, NDCG@100 and recall@50 are computed
anew with NumPy from the lists and the hidden plays, the paired t test with SciPy, and must be those of metrics.json to
1e-12. The run is one of a plan with `convention = "msd"`.
"""

import itertools
import json
import pathlib
import re
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import scipy.sparse as sp
from safetensors.numpy import load_file
from scipy import stats

from checks import Checks

COLUMNS = ["user_id", "song_id", "user_index", "song_index", "rank", "score"]
ACCURACY = [("map", 500), ("ndcg", 100), ("recall", 50)]


class Run:
    def __init__(self, folder):
        self.folder = folder
        self.train, self.test = (sp.load_npz(folder / f"{side}_sparse.npz").tocsc() for side in ("train", "test"))
        self.users = pd.read_parquet(folder / "user_mapping.parquet").user_id.to_numpy()
        self.songs = pd.read_parquet(folder / "song_mapping.parquet").song_id.to_numpy()
        self.scores = pd.read_parquet(folder / "scores.parquet")
        self.metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
        self.models = list(self.scores.model.unique())
        self.judged = np.flatnonzero(np.diff(self.test.indptr))

    def songs_of(self, matrix, user):
        return matrix.indices[matrix.indptr[user]:matrix.indptr[user + 1]]

    def lists(self, model):
        table = pd.read_parquet(self.folder / f"{model}.parquet")
        return {user: rows.song_index.to_numpy() for user, rows in table.groupby("user_index", sort=False)}


def near(found, expected, tolerance=1e-12):
    if expected is None or not np.isfinite(expected):
        return None if found is None else f"expected no number, found {found}"
    if found is not None and abs(found - expected) <= tolerance * max(1, abs(expected)):
        return None
    return f"expected {expected!r}, found {found!r}"


def shape(run, model):
    path = run.folder / f"{model}.parquet"
    table, again, arrow = pd.read_parquet(path), pl.read_parquet(path), pq.read_table(path)
    assert list(table) == again.columns == arrow.column_names == COLUMNS, list(table)
    assert len(table) == again.height == arrow.num_rows > 0
    assert not table.isna().to_numpy().any()
    for column in COLUMNS:
        assert again[column].to_list() == arrow[column].to_pylist() == table[column].tolist(), column
    assert (run.users[table.user_index] == table.user_id).all(), "user ids by index"
    assert (run.songs[table.song_index] == table.song_id).all(), "song ids by index"


def ranks(run, model):
    table = pd.read_parquet(run.folder / f"{model}.parquet")
    lists = table.groupby("user_index", sort=False)
    assert (table["rank"] == lists.cumcount() + 1).all(), "ranks from 1 without a gap"
    assert (lists.score.diff().fillna(-1) <= 0).all(), "scores that fall"
    assert table.user_index.is_monotonic_increasing, "users in order"
    assert not table.duplicated(["user_index", "song_index"]).any(), "every song once"
    assert set(table.user_index) <= set(run.judged), "judged users only"
    heard = np.asarray(run.train[table.song_index, table.user_index]).ravel()
    assert not heard.any(), "songs that the user has not heard"


def values(hits, n_hidden):
    """One user's MAP@500, NDCG@100 and recall@50 from hits by rank."""
    gains = 1 / np.log2(np.arange(2, 102))
    first = hits[:500]
    precision = np.cumsum(first) / np.arange(1, len(first) + 1)
    dcg = (hits[:100] * gains[:len(hits[:100])]).sum()
    return [(precision * first).sum() / min(n_hidden, 500), dcg / gains[:min(n_hidden, 100)].sum(),
            hits[:50].sum() / n_hidden]


def anew(run, model):
    """Judged users x metrics."""
    lists, found = run.lists(model), np.zeros((len(run.judged), 3))
    for row, user in enumerate(run.judged):
        hidden = run.songs_of(run.test, user)
        found[row] = values(np.isin(lists.get(user, np.array([], int)), hidden).astype(float), len(hidden))
    return found


def users_values(run, model, expected):
    scores = run.scores[run.scores.model == model]
    assert (scores.user_index.to_numpy() == run.judged).all(), "judged users"
    assert (scores.user_id.to_numpy() == run.users[run.judged]).all(), "their ids"
    for column, (metric, k) in enumerate(ACCURACY):
        apart = np.abs(scores[f"{metric}@{k}"].to_numpy() - expected[:, column]).max()
        assert apart <= 1e-12, f"{metric}@{k}: {apart} apart"


def means(run, model, expected):
    n = len(expected)
    half = stats.t.ppf(0.975, n - 1) * expected.std(axis=0, ddof=1) / np.sqrt(n)
    for column, (metric, k) in enumerate(ACCURACY):
        name, mean = f"{model}.{metric}@{k}", expected[:, column].mean()
        for suffix, wanted in [("", mean), (".n", n), (".low", mean - half[column]), (".high", mean + half[column])]:
            what = near(run.metrics.get(name + suffix), wanted, 1e-12 if suffix in ("", ".n") else 1e-9)
            if what:
                return f"{name}{suffix}: {what}"


def paired(run, a, b, metric):
    """The paired t test of two models by SciPy."""
    values_of = {model: rows[metric].to_numpy() for model, rows in run.scores.groupby("model")}
    differences = values_of[a] - values_of[b]
    differences = differences[np.isfinite(differences)]
    name = f"{a}.vs.{b}.{metric}"
    what = near(run.metrics.get(f"{name}.difference"), differences.mean())
    if not what and differences.any():
        p = stats.ttest_rel(values_of[a], values_of[b], nan_policy="omit").pvalue
        what = near(run.metrics.get(f"{name}.p_t"), p, 1e-9)
        what = what or near(run.metrics.get(f"{name}.effect_size"), differences.mean() / differences.std(ddof=1), 1e-9)
    return what and f"{name}: {what}"


def popularity_model(run):
    """Listeners and plays of each song, by NumPy."""
    tensors = load_file(run.folder / "popularity.safetensors")
    wanted = {"listeners": (run.train > 0).sum(axis=1), "plays": run.train.sum(axis=1, dtype=np.float64)}
    assert set(tensors) == set(wanted), list(tensors)
    for name, songs in wanted.items():
        assert (tensors[name] == np.asarray(songs).ravel()).all(), name


def als_scores(run):
    """A user's listed scores are the products of the factors."""
    tensors = load_file(run.folder / "als.safetensors")
    users, songs = tensors["user_factors"], tensors["song_factors"]
    assert users.shape == (len(run.users), users.shape[1]) and songs.shape == (len(run.songs), users.shape[1])
    table = pd.read_parquet(run.folder / "als.parquet")
    expected = np.einsum("ij,ij->i", users[table.user_index].astype(float), songs[table.song_index].astype(float))
    assert np.allclose(expected, table.score, rtol=1e-4, atol=1e-5), np.abs(expected - table.score).max()


def flat(run):
    wrong = {name: value for name, value in run.metrics.items() if type(value) not in (int, float) or not np.isfinite(value)}
    assert run.metrics and not wrong, f"expected names and finite numbers, found {wrong}"


def main():
    checks, run = Checks(), Run(pathlib.Path(sys.argv[1]))
    checks.run("metrics.json is flat", flat, run)
    for model in run.models:
        checks.run(f"{model}: pandas, polars and pyarrow read one table", shape, run, model)
        checks.run(f"{model}: ranks", ranks, run, model)
        expected = anew(run, model)
        checks.run(f"{model}: users' values", users_values, run, model, expected)
        checks.run(f"{model}: means", means, run, model, expected)
    compared = {re.search(r"\.vs\.[^.]+\.([^.]+@\d+)\.difference$", name) for name in run.metrics} - {None}
    metrics = sorted({match[1] for match in compared})
    assert metrics, "expected compared metrics, found none"
    for a, b in itertools.combinations(run.models, 2):
        for metric in metrics:
            checks.run(f"{a} against {b}: {metric}", paired, run, a, b, metric)
    checks.run("popularity.safetensors", popularity_model, run)
    if (run.folder / "als.safetensors").exists():
        checks.run("als.safetensors", als_scores, run)
    return checks.close()


if __name__ == "__main__":
    sys.exit(main())
