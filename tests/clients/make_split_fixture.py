"""Plays split by NumPy and pandas, for the protocols `liang`, `leave-k-out` and `ratio`: the folder tests/fixtures/splits.

    make_split_fixture.py [--out tests/fixtures/splits]

The steps are those of the notebook that came with Liang, Krishnan, Hoffman & Jebara (WWW 2018): counts and groups of
pandas, the permutation and the choices of `numpy.random` as it was before NumPy 1.17 and still is. What is written
is text: `plays.tsv` (user, song, plays, in the order of the rows), and for every line of `cases.json`, a case, the rows that
train and, of each held-out group, those that are shown and those that are hidden, user by user.

The other two protocols are ours: a PCG64 for each user, whose state is the SHA-256 of seed and id, draws among the user's
songs in order of their ids. Here it is NumPy's PCG64; `drawn.json` has the hidden songs of every user, a case a line.
`--examples` prints what docs/protocols.md shows of its six users and six songs.
"""

import argparse
import hashlib
import json
import os

import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "fixtures", "splits")
N_USERS, N_SONGS = 160, 90

# Every option that moves something; the seed of the data is another one.
CASES = [
    {"min_listeners": 5, "min_songs": 5, "n_heldout": 30, "hidden_share": 0.2, "min_songs_to_hide": 5, "seed": 98765},
    {"min_listeners": 20, "min_songs": 8, "n_heldout": 40, "hidden_share": 0.5, "min_songs_to_hide": 12, "seed": 1},
    {"min_listeners": 1, "min_songs": 1, "n_heldout": 70, "hidden_share": 0.34, "min_songs_to_hide": 1, "seed": 4294967295},
]

DRAWN_CASES = [
    {"name": "leave-k-out", "k": 1, "min_songs": 2, "seed": 0, "judged_users": "all"},
    {"name": "leave-k-out", "k": 3, "min_songs": 10, "seed": 7, "judged_users": {"number": 20}},
    {"name": "ratio", "hidden_share": 0.2, "min_songs": 5, "seed": 0, "judged_users": "all"},
    {"name": "ratio", "hidden_share": 0.5, "min_songs": 2, "seed": 2**53, "judged_users": {"share": 0.25}},
]

EXAMPLE = """
ann  SOA 3, SOB 1, SOD 2
bob  SOA 1, SOC 4, SOE 1
cleo SOB 2, SOC 1, SOD 1
dan  SOA 5, SOB 1, SOD 1, SOE 2
eve  SOA 1, SOB 1, SOC 1
finn SOC 2, SOD 1, SOF 1
"""


def generated_plays():
    """Users with few and many songs, songs of few and many listeners, users' rows apart from each other."""
    random = np.random.RandomState(20260101)
    popularity = 1.0 / np.arange(1, N_SONGS + 1)
    popularity /= popularity.sum()
    rows = []
    for user in range(N_USERS):
        n_songs = min(N_SONGS, 1 + int(random.exponential(14)))
        for song in random.choice(N_SONGS, n_songs, replace=False, p=popularity):
            # Ids whose order is that of their bytes and not of their numbers.
            rows.append((f"u{user * 7919 % 1000}", f"SO{'ABCDEFGHI'[song % 9]}{song}", int(random.geometric(0.5))))
    order = random.permutation(len(rows))
    return pd.DataFrame([rows[row] for row in order], columns=["user", "song", "plays"])


def counts(plays, column):
    return plays.groupby(column).size()


def filtered(plays, case):
    listeners = counts(plays, "song")
    plays = plays[plays["song"].isin(listeners.index[listeners >= case["min_listeners"]])]
    songs = counts(plays, "user")
    return plays[plays["user"].isin(songs.index[songs >= case["min_songs"]])]


def shown_and_hidden(plays, case):
    np.random.seed(case["seed"])
    shown, hidden = [], []
    for _, rows in plays.groupby("user"):
        is_hidden = np.zeros(len(rows), dtype=bool)
        if len(rows) >= case["min_songs_to_hide"]:
            size = int(case["hidden_share"] * len(rows))
            is_hidden[np.random.choice(len(rows), size=size, replace=False)] = True
        shown.append(rows[~is_hidden])
        hidden.append(rows[is_hidden])
    return pd.concat(shown), pd.concat(hidden)


def by_user(plays):
    """The songs of every user in the order of the rows."""
    return {user: list(rows["song"]) for user, rows in plays.groupby("user")}


def split(plays, case):
    n_listened = plays["song"].nunique()
    after_songs = filtered(plays, {**case, "min_songs": 0})
    plays = filtered(plays, case)
    users = counts(plays, "user").index
    np.random.seed(case["seed"])
    users = users[np.random.permutation(users.size)]
    n, n_heldout = users.size, case["n_heldout"]
    train = plays[plays["user"].isin(users[: n - 2 * n_heldout])]
    result = {
        "options": case,
        "songs_before": int(n_listened),
        "after_songs": sizes(after_songs),
        "after_users": sizes(plays),
        "train": by_user(train),
    }
    known = plays[plays["song"].isin(pd.unique(train["song"]))]
    groups = {"validation": users[n - 2 * n_heldout : n - n_heldout], "test": users[n - n_heldout :]}
    for name, group in groups.items():
        shown, hidden = shown_and_hidden(known[known["user"].isin(group)], case)
        result[name] = {"shown": by_user(shown), "hidden": by_user(hidden)}
    return result


def hashed(purpose, seed, user):
    return hashlib.sha256(purpose + seed.to_bytes(8, "little") + user.encode()).digest()


def generator(seed, user):
    """PCG64 as its reference seeds it: the increment is odd, one step with the state added before the first number."""
    digest = hashed(b"songs", seed, user)
    state, stream = (int.from_bytes(half, "big") for half in (digest[:16], digest[16:]))
    increment = (stream << 1 | 1) % 2**128
    state = ((state + increment) * 0x2360ED051FC65DA44385DF649FCCF645 + increment) % 2**128
    generator = np.random.PCG64(0)
    generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": 0,
        "uinteger": 0,
    }
    return generator


def n_hidden(case, n_songs):
    if case["name"] == "leave-k-out":
        return case["k"] if n_songs >= max(case["min_songs"], case["k"] + 1) else 0
    return min(int(case["hidden_share"] * n_songs), n_songs - 1) if n_songs >= case["min_songs"] else 0


def drawn(plays, case):
    hidden = {}
    for user, rows in plays.groupby("user"):
        songs, random = sorted(set(rows["song"])), generator(case["seed"], user)
        n = n_hidden(case, len(songs))
        for place in range(n):
            other = place + (int(random.random_raw()) * (len(songs) - place) >> 64)
            songs[place], songs[other] = songs[other], songs[place]
        if n:
            hidden[user] = sorted(songs[:n])
    order = sorted(hidden, key=lambda user: hashed(b"users", case["seed"], user)[:8])
    if case["judged_users"] != "all":
        (how, much), = case["judged_users"].items()
        order = order[: much if how == "number" else int(np.ceil(much * len(order)))]
    return {"options": case, "hidden": {user: hidden[user] for user in order}}


def print_examples():
    rows = []
    for line in EXAMPLE.strip().splitlines():
        user, songs = line.split(maxsplit=1)
        rows += [(user, *cell.split()) for cell in songs.split(", ")]
    plays = pd.DataFrame(rows, columns=["user", "song", "plays"])
    liang = {"min_listeners": 2, "min_songs": 3, "n_heldout": 1, "hidden_share": 0.4, "min_songs_to_hide": 3, "seed": 98765}
    print(json.dumps(split(plays, liang), indent=1))
    for case in (DRAWN_CASES[0], {**DRAWN_CASES[2], "hidden_share": 0.5, "min_songs": 3}):
        print(drawn(plays, case))


def sizes(plays):
    return [len(plays), int(plays["user"].nunique()), int(plays["song"].nunique())]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default=OUT)
    parser.add_argument("--examples", action="store_true")
    arguments = parser.parse_args()
    if arguments.examples:
        return print_examples()
    out = arguments.out
    os.makedirs(out, exist_ok=True)
    plays = generated_plays()
    plays.to_csv(os.path.join(out, "plays.tsv"), sep="\t", header=False, index=False, lineterminator="\n")
    with open(os.path.join(out, "cases.json"), "w") as file:
        for case in CASES:
            json.dump(split(plays, case), file, sort_keys=True)
            file.write("\n")
    with open(os.path.join(out, "drawn.json"), "w") as file:
        for case in DRAWN_CASES:
            json.dump(drawn(plays, case), file, sort_keys=True)
            file.write("\n")
    with open(os.path.join(out, "README.txt"), "w") as file:
        file.write("Made by tests/clients/make_split_fixture.py with NumPy %s and pandas %s.\n" % (np.__version__, pd.__version__))


if __name__ == "__main__":
    main()
