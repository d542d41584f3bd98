"""Writes tests/fixtures/metrics/libraries.json: what other people's libraries say of seeded random rankings.

The rankings, hidden songs and songs themselves are not stored: `Stream` is splitmix64, and the Rust tests draw the same.
Lists keep their order in every library: scores handed over descend strictly, since libraries break ties differently.
"""

import importlib.machinery
import importlib.metadata
import importlib.util
import itertools
import json
import math
import pathlib
import sys
import types

import numpy as np
import pandas as pd
from scipy import sparse, stats
from scipy.spatial.distance import pdist

N_USERS, N_SONGS, LONGEST, N_TRAINING = 10_000, 2_000, 50, 50_000
KS = [1, 10, 50]
SHOWN, SHOWN_K = 100, 10
MASK = (1 << 64) - 1
HERE = pathlib.Path(__file__).resolve().parent


class Stream:
    def __init__(self, seed):
        self.state = seed
        self.state = self.next()  # so that neighbouring seeds are no shifts of each other

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, n):
        return self.next() % n

    def unit(self):
        return (self.next() >> 11) / (1 << 53)


def user(number):
    """List, scores, whether the end is cut in a tie, hidden songs."""
    stream = Stream(1_000_000 + number)
    kind = stream.below(10)
    length = 0 if kind == 0 else 1 + stream.below(15) if kind <= 2 else LONGEST
    songs, scores, score = [], [], 1000
    while len(songs) < length:
        song = stream.below(N_SONGS)
        if song not in songs:
            songs.append(song)
            score -= stream.below(3)
            scores.append(score)
    is_cut = stream.below(5) == 0
    n_hidden = 0 if number % 50 == 49 else 1 + stream.below([1, 5, 20, 100][stream.below(4)])
    hidden = []
    for _ in range(n_hidden):
        from_list = stream.below(2) == 0
        place = stream.next()
        song = songs[place % len(songs)] if from_list and songs else place % N_SONGS
        if song not in hidden:
            hidden.append(song)
    return songs, scores, is_cut, hidden


def song(number):
    stream = Stream(2_000_000 + number)
    listeners = stream.below(1000) ** 3 // 10**6
    features = [stream.unit() for _ in range(6)]
    features[4] = -60.0 * features[4]
    features = None if stream.below(20) == 0 else features
    music = [stream.unit() - 0.5 for _ in range(5)]
    music = None if stream.below(20) == 0 else music
    artist = None if stream.below(25) == 0 else stream.below(300)
    genre = None if stream.below(15) == 0 else stream.below(12)
    year = None if stream.below(10) == 0 else 1950 + stream.below(70)
    return dict(listeners=listeners, features=features, music=music, artist=artist, genre=genre, year=year)


def taste(number):
    stream = Stream(3_000_000 + number)
    return [stream.unit() - 0.5 for _ in range(5)]


USERS = [user(number) for number in range(N_USERS)]
SONGS = [song(number) for number in range(N_SONGS)]
JUDGED = [number for number in range(N_USERS) if USERS[number][3]]


def result(values_of):
    """Means over the judged users, and the values of the first of them at one k."""
    out = {"means": {}, "users": {}}
    for name, values in values_of.items():
        out["means"][name] = float(math.fsum(values) / len(values))
        if name.endswith(f"@{SHOWN_K}"):
            out["users"][name] = [float(value) for value in values[:SHOWN]]
    return out


def descending(songs):
    return {str(song): float(len(songs) - rank) for rank, song in enumerate(songs)}


def with_ranx():
    from ranx import Qrels, Run, evaluate

    qrels = Qrels({f"{u:05}": {str(s): 1 for s in USERS[u][3]} for u in JUDGED})
    run = Run({f"{u:05}": descending(USERS[u][0]) for u in JUDGED if USERS[u][0]})
    names = {"map": "map", "recall": "recall", "precision": "precision", "ndcg": "ndcg", "mrr": "mrr", "hit": "hit_rate"}
    values = {}
    for name, k in itertools.product(names, KS):
        evaluate(qrels, run, [f"{names[name]}@{k}"], make_comparable=True)
        of = run.scores[f"{names[name]}@{k}"]
        values[f"{name}@{k}"] = [of.get(f"{u:05}", 0.0) for u in JUDGED]
    return result(values)


def with_pytrec_eval():
    import pytrec_eval

    names = {"map": "map_cut", "recall": "recall", "precision": "P", "ndcg": "ndcg_cut", "hit": "success"}
    wanted = {f"{of}.{','.join(map(str, KS))}" for of in names.values()}
    qrels = {str(u): {str(s): 1 for s in USERS[u][3]} for u in JUDGED}
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, wanted)
    found = evaluator.evaluate({str(u): descending(USERS[u][0]) for u in JUDGED})
    values = {
        f"{name}@{k}": [found.get(str(u), {}).get(f"{names[name]}_{k}", 0.0) for u in JUDGED]
        for name, k in itertools.product(names, KS)
    }
    return result(values)


def with_implicit():
    from implicit.evaluation import ranking_metrics_at_k

    class Listed:
        def recommend(self, users, _user_songs, N):
            ids = np.full((len(users), N), -1, dtype=np.int32)
            for row, u in enumerate(users):
                top = USERS[u][0][:N]
                ids[row, : len(top)] = top
            return ids, ids.astype(np.float32)

    def hidden_of(users):
        rows = [u for u in users for _ in USERS[u][3]]
        columns = [s for u in users for s in USERS[u][3]]
        return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(N_USERS, N_SONGS))

    nothing = sparse.csr_matrix((N_USERS, N_SONGS))
    out = {"means": {}, "users": {}}
    names = ["precision", "map", "ndcg"]
    for k in KS:
        found = ranking_metrics_at_k(Listed(), nothing, hidden_of(JUDGED), K=k, show_progress=False, num_threads=1)
        out["means"].update({f"{name}@{k}": float(found[name]) for name in names})
    for u in JUDGED[:SHOWN]:
        found = ranking_metrics_at_k(Listed(), nothing, hidden_of([u]), K=SHOWN_K, show_progress=False, num_threads=1)
        for name in names[1:]:
            out["users"].setdefault(f"{name}@{SHOWN_K}", []).append(float(found[name]))
    return out


def with_rectools():
    from rectools import Columns
    from rectools.metrics import MAP, MRR, NDCG, HitRate, Precision, Recall

    listed = pd.DataFrame(
        [(u, s, rank) for u in JUDGED for rank, s in enumerate(USERS[u][0], 1)], columns=[Columns.User, Columns.Item, Columns.Rank]
    )
    hidden = pd.DataFrame([(u, s) for u in JUDGED for s in USERS[u][3]], columns=[Columns.User, Columns.Item])
    kinds = {"map": MAP, "recall": Recall, "precision": Precision, "ndcg": NDCG, "mrr": MRR, "hit": HitRate}
    values = {}
    for (name, kind), k in itertools.product(kinds.items(), KS):
        found = kind(k=k).calc_per_user(listed, hidden)
        values[f"{name}@{k}"] = [float(found.get(u, 0.0)) for u in JUDGED]
    return result(values)


def recbole_metrics():
    """RecBole's module of formulas without the rest of RecBole: torch and sklearn are needed by other classes only."""
    folder = pathlib.Path(importlib.util.find_spec("recbole").submodule_search_locations[0])
    stub = lambda name, **members: sys.modules.setdefault(name, types.ModuleType(name)).__dict__.update(members)
    np.float = float  # RecBole 1.2.1 uses the name that NumPy 1.24 dropped
    stub("torch")
    stub("sklearn")
    stub("sklearn.metrics", auc=None, mean_absolute_error=None, mean_squared_error=None)
    stub("recbole", __path__=[str(folder)])
    stub("recbole.utils", EvaluatorType=types.SimpleNamespace(RANKING=1, VALUE=2))
    stub("recbole.evaluator", __path__=[str(folder / "evaluator")])
    stub("recbole.evaluator.utils", _binary_clf_curve=None)
    module = importlib.import_module("recbole.evaluator.metrics")
    for name in ("torch", "sklearn", "sklearn.metrics"):
        del sys.modules[name]  # SciPy asks a module `torch` for more
    return module


def with_recbole():
    metrics = recbole_metrics()
    hits = np.zeros((len(JUDGED), LONGEST), dtype=int)
    for row, u in enumerate(JUDGED):
        hits[row, : len(USERS[u][0])] = [s in USERS[u][3] for s in USERS[u][0]]
    n_hidden = np.array([len(USERS[u][3]) for u in JUDGED])
    kinds = {"map": metrics.MAP, "recall": metrics.Recall, "precision": metrics.Precision, "ndcg": metrics.NDCG}
    kinds |= {"mrr": metrics.MRR, "hit": metrics.Hit}
    values = {}
    for name, kind in kinds.items():
        metric = object.__new__(kind)
        arguments = (hits,) if name in ("precision", "mrr", "hit") else (hits, n_hidden)
        found = metric.metric_info(*arguments)
        for k in KS:
            values[f"{name}@{k}"] = found[:, k - 1].tolist()
    return result(values)


def irspack_evaluator():
    """irspack's compiled evaluator alone: its Python part needs much more."""
    folder = pathlib.Path(importlib.util.find_spec("irspack").submodule_search_locations[0])
    path = next((folder / "evaluation").glob("_core_evaluator*.so"))
    loader = importlib.machinery.ExtensionFileLoader("_core_evaluator", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("_core_evaluator", loader))
    loader.exec_module(module)
    return module


def with_irspack():
    core = irspack_evaluator()

    def filled(u):
        """irspack's ideal list is no longer than the list, for recall and NDCG: short ones are filled up with misses."""
        songs, _, _, hidden = USERS[u]
        misses = (s for s in range(N_SONGS) if s not in songs and s not in hidden)
        return songs + list(itertools.islice(misses, LONGEST - len(songs)))

    def measured(users, k, listed=lambda u: USERS[u][0]):
        scores = np.full((len(users), N_SONGS), -np.inf)
        hidden = sparse.lil_matrix((len(users), N_SONGS))
        for row, u in enumerate(users):
            songs = listed(u)
            scores[row, songs] = np.arange(len(songs), 0, -1)
            hidden[row, USERS[u][3]] = 1.0
        evaluator = core.EvaluatorCore(sparse.csr_matrix(hidden), [])
        evaluator.cache_X_as_set(1)
        return evaluator.get_metrics_f64(scores, k, 0, 1, True).as_dict()

    out = {"means": {}, "users": {}}
    for k in KS:
        found = measured(JUDGED, k)
        n = found["valid_user"]
        assert n == len(JUDGED), found
        of_filled = measured(JUDGED, k, filled)
        out["means"].update({f"{name}@{k}": float(of_filled[name]) for name in ("recall", "ndcg", "hit")})
        out["means"].update({f"gini@{k}": float(found["gini_index"]), f"coverage@{k}": found["appeared_item"] / N_SONGS})
    for u in JUDGED[:SHOWN]:
        found = measured([u], SHOWN_K, filled)
        for name in ("recall", "ndcg", "hit"):
            out["users"].setdefault(f"{name}@{SHOWN_K}", []).append(float(found[name]))
    return out


def thirds(listeners):
    total, classes = sum(listeners), []
    for own in listeners:
        above = sum(other for other in listeners if other > own)
        classes.append("head" if 3 * above < total else "mid" if 3 * above < 2 * total else "tail")
    return classes


def with_numpy():
    """What lists are described by, straight from the definitions with NumPy and SciPy."""
    listeners = [one["listeners"] for one in SONGS]
    percentile = [stats.percentileofscore(listeners, own, kind="mean") / 100 for own in listeners]
    novelty = [-math.log2(max(own, 1) / N_TRAINING) for own in listeners]
    heard = np.array([one["features"] for one in SONGS if one["features"] and one["listeners"] > 0])
    z = {s: (np.array(one["features"]) - heard.mean(0)) / heard.std(0) for s, one in enumerate(SONGS) if one["features"]}
    classes = thirds(listeners)
    known = lambda key, songs: [SONGS[s][key] for s in songs if SONGS[s][key] is not None]
    values = {}
    for k in KS:
        rows = []
        for u in JUDGED:
            top, hidden = USERS[u][0][:k], USERS[u][3]
            row = {}
            for name in ("head", "mid", "tail"):
                of = [s for s in hidden if classes[s] == name]
                row[f"{name}_recall"] = sum(s in top for s in of) / len(of) if of else math.nan
            row["popularity"] = np.mean([percentile[s] for s in top]) if top else math.nan
            row["novelty"] = np.mean([novelty[s] for s in top]) if top else math.nan
            vectors = [z[s] for s in top if s in z]
            row["diversity"] = np.mean(pdist(vectors, "cosine")) if len(vectors) > 1 else math.nan
            row["genres"] = float(len(set(known("genre", top)))) if top else math.nan
            row["artists"] = float(len(set(known("artist", top)))) if top else math.nan
            years = known("year", top)
            row["era"] = np.std(years) if len(years) > 1 else math.nan
            music = known("music", top)
            row["taste_distance"] = np.linalg.norm(np.mean(music, axis=0) - taste(u)) if music else math.nan
            rows.append(row)
        for name in rows[0]:
            values[f"{name}@{k}"] = [row[name] for row in rows]
    out = {"means": {}, "n": {}, "users": {}}
    for name, column in values.items():
        there = [value for value in column if not math.isnan(value)]
        out["means"][name] = math.fsum(there) / len(there) if there else None
        out["n"][name] = len(there)
        if name.endswith(f"@{SHOWN_K}"):
            out["users"][name] = [None if math.isnan(value) else float(value) for value in column[:SHOWN]]
    return out


def n_tied():
    """Users whose hits can change places or fall off, by going through the groups of equal scores."""
    tied = 0
    for u in JUDGED:
        songs, scores, is_cut, hidden = USERS[u]
        groups = [[s in hidden for s, _ in group] for _, group in itertools.groupby(zip(songs, scores), lambda pair: pair[1])]
        mixed = any(len(set(group)) == 2 for group in groups)
        off_the_end = bool(songs) and is_cut and (any(groups[-1]) or any(s not in songs for s in hidden))
        tied += mixed or off_the_end
    return tied


def with_scipy():
    from statsmodels.stats.multitest import multipletests

    cases = []
    for seed, n, shift in [(1, 2, 0.0), (2, 5, 0.1), (3, 50, 0.02), (4, 1000, 0.01), (5, 20_000, 0.003), (6, 3000, 0.2)]:
        stream = Stream(4_000_000 + seed)
        a = np.array([stream.unit() for _ in range(n)])
        b = np.array([stream.unit() for _ in range(n)]) - shift
        test = stats.ttest_rel(a, b)
        d = a - b
        low, high = stats.t.interval(0.95, n - 1, loc=d.mean(), scale=stats.sem(d))
        boot = stats.bootstrap((d,), np.mean, n_resamples=20_000 if n <= 1000 else 2000, method="percentile", rng=np.random.default_rng(1), batch=100)
        cases.append(
            dict(seed=seed, n=n, shift=shift, mean=d.mean(), standard_error=stats.sem(d), t=test.statistic, p=test.pvalue,
                 low=low, high=high, d_z=d.mean() / d.std(ddof=1),
                 bootstrap=[boot.confidence_interval.low, boot.confidence_interval.high])
        )
    stream = Stream(4_100_000)
    d = np.array([stream.unit() - 0.35 for _ in range(12)])
    exact = np.mean([abs(np.dot(signs, d)) >= abs(d.sum()) - 1e-12 for signs in itertools.product([1, -1], repeat=12)])
    scipy_p = stats.permutation_test((d, np.zeros(12)), lambda a, b: (a - b).sum(), permutation_type="samples", n_resamples=10**6).pvalue
    assert abs(scipy_p - exact) < 1e-12, (scipy_p, exact)
    ps = [0.01, 0.04, 0.03, 0.005, 0.2, 0.03, 1.0, 0.0]
    quantiles = [dict(freedom=f, t=stats.t.ppf(0.975, f)) for f in (1, 2, 3, 10, 29, 100, 1000, 99_999)]
    return dict(cases=cases, sign_flips=dict(seed=4_100_000, n=12, shift=0.35, p=float(exact)), quantiles=quantiles,
                holm=dict(p=ps, corrected=multipletests(ps, method="holm")[1].tolist()))


def main():
    packages = ["numpy", "scipy", "pandas", "statsmodels", "ranx", "implicit", "RecTools", "pytrec_eval-terrier", "recbole", "irspack"]
    versions = {name: importlib.metadata.version(name) for name in packages}
    fixture = {
        "versions": versions,
        "n_judged": len(JUDGED),
        "n_tied": n_tied(),
        "libraries": {
            "trec": {"ranx": with_ranx(), "pytrec_eval": with_pytrec_eval()},
            "implicit": {"implicit": with_implicit()},
            "rectools": {"RecTools": with_rectools()},
            "liang": {"irspack": with_irspack()},
            "recbole": {"RecBole": with_recbole()},
        },
        "described": with_numpy(),
        "statistics": with_scipy(),
    }
    text = json.dumps(fixture, separators=(",", ":"), default=float).replace('},"', '},\n"')
    (HERE.parent / "fixtures" / "metrics" / "libraries.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
