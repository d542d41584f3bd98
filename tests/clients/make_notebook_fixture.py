"""A tiny input for the notebook, and what the notebook itself makes of it under pandas 0.24: the folder notebook-0.24.

    make_notebook_fixture.py NOTEBOOK [--out tests/fixtures/notebook-0.24]

NOTEBOOK is the notebook as a script: called with a folder, it reads FOLDER/data and writes its six files there. This
runs on Python 3.7 with pandas 0.24.2 (README.txt in the folder has the versions), since both the songs' HDF5 and
the results are to be what people have from 2019. Everything is packed with gzip: an HDF5 file is mostly zeros.
"""

import argparse
import gzip
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd
import scipy
import tables

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "fixtures", "notebook-0.24")
RESULTS = ["train_sparse.npz", "test_sparse.npz", "user_mapping.h5", "song_mapping.h5", "song_df.h5", "user_df.h5"]
SONGS = "full_msd_with_audio_features.h5"
GENRES = "msd-MAGD-genreAssignment.cls"
TRIPLETS = {
    "train": "train_triplets.txt",
    "visible": os.path.join("EvalDataYear1MSDWebsite", "year1_test_triplets_visible.txt"),
    "hidden": os.path.join("EvalDataYear1MSDWebsite", "year1_test_triplets_hidden.txt"),
}
N_SONGS, N_USERS, N_TEST_USERS = 60, 120, 30
TITLES = ["Plain", "It's", 'The "Remix"', "Both ' and \"", "Été", "ラジオ", "Tab\there", "Back\\slash", "a, b; c", ""]
FEATURES = ["acousticness", "danceability", "energy", "instrumentalness", "liveness", "speechiness", "valence"]

README = """A run of the pandas notebook that tastemill grew out of, as a fixture.

Made by tests/clients/make_notebook_fixture.py from the unchanged notebook, with
{versions}.

Inputs: {songs} (pandas' fixed format, pickled
columns of objects), {genres}, and the three triplet files: {n_songs} rows of songs, {n_users} users.
Results: {results}.

In the input, beside ordinary rows:

  songs    text as Python prints bytes, with both quotes and with escapes; two tracks of one song, the first without a
           genre; a song heard by nobody; missing song_hotttnesss; no missing feature
  genres   a track twice, a track that is no song's, songs without one
  users    one in train and test; hidden rows alone; visible rows alone; no known song; a pair twice in train; the
           same pair visible and hidden; a song that only users without a visible row have
"""


def main():
    arguments = parse()
    if not pd.__version__.startswith("0.24."):
        sys.exit("error: expected pandas 0.24, found %s" % pd.__version__)
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        os.makedirs(os.path.join(data, "EvalDataYear1MSDWebsite"))
        names = write_inputs(data, random.Random(2012))
        subprocess.check_call([sys.executable, arguments.notebook, folder])
        pack(data, arguments.out, names + RESULTS)
    with open(os.path.join(arguments.out, "README.txt"), "w") as file:
        file.write(README.format(versions=versions(), songs=SONGS, genres=GENRES, n_songs=N_SONGS, n_users=N_USERS,
                                 results=", ".join(RESULTS)))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", metavar="NOTEBOOK")
    parser.add_argument("--out", metavar="DIR", default=OUT)
    return parser.parse_args()


def versions():
    found = [("Python", platform.python_version())] + [(m.__name__, m.__version__) for m in (pd, np, tables, scipy)]
    return ", ".join("%s %s" % pair for pair in found)


def write_inputs(data, rng):
    """Writes all inputs, gives their names."""
    songs = song_table(rng)
    songs.to_hdf(os.path.join(data, SONGS), key="df", mode="w")
    write(data, GENRES, genre_lines(rng, songs))
    ids = [text[2:-1] for text in songs.song_id]
    for side, rows in triplets(rng, ids).items():
        write(data, TRIPLETS[side], ["%s\t%s\t%d" % row for row in rows])
    return [SONGS, GENRES] + list(TRIPLETS.values())


def write(data, name, lines):
    with open(os.path.join(data, name), "w", newline="") as file:
        file.write("".join(line + "\n" for line in lines))


def code(rng, prefix, middle, n_digits):
    letters = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(5))
    return prefix + letters + middle + "".join(rng.choice("0123456789ABCDEF") for _ in range(n_digits))


def wrapped(text):
    return str(text.encode("utf-8"))


def song_table(rng):
    """The 25 columns of the file that people have. The last two rows have the song ids of two rows before them."""
    ids = [code(rng, "SO", "12A", 8) for _ in range(N_SONGS - 2)]
    ids += [ids[3], ids[7]]
    n = N_SONGS
    columns = [
        ("artist_mbid", [wrapped("" if at % 9 == 0 else "%032x" % rng.getrandbits(128)) for at in range(n)]),
        ("artist_name", [wrapped("Artist %d %s" % (at % 17, TITLES[at % 7])) for at in range(n)]),
        ("artist_playmeid", np.array([rng.choice([-1, rng.randrange(100000)]) for _ in range(n)])),
        ("release", [wrapped(TITLES[(at + 3) % 9]) for at in range(n)]),
        ("release_7digitalid", np.array([rng.randrange(800000) for _ in range(n)])),
        ("song_hotttnesss", np.array([np.nan if at % 6 == 0 else round(rng.random(), 12) for at in range(n)])),
        ("song_id", [wrapped(song) for song in ids]),
        ("title", [wrapped(TITLES[at % 10]) for at in range(n)]),
        ("track_7digitalid", np.array([rng.randrange(9000000) for _ in range(n)])),
        ("track_id", [wrapped(code(rng, "TR", "128F", 7)) for _ in range(n)]),
        ("year", np.array([rng.choice([0, rng.randrange(1960, 2011)]) for _ in range(n)])),
        ("spotify_id", ["%022x" % rng.getrandbits(88) for _ in range(n)]),
    ]
    floats = {name: np.array([round(rng.random(), 3) for _ in range(n)]) for name in FEATURES}
    floats["loudness"] = np.array([round(-60 * rng.random(), 3) for _ in range(n)])
    floats["tempo"] = np.array([round(60 + 140 * rng.random(), 3) for _ in range(n)])
    whole = {name: np.array([rng.randrange(*ends) for _ in range(n)]) for name, ends in
             [("duration_ms", (30000, 600000)), ("key", (0, 12)), ("mode", (0, 2)), ("time_signature", (1, 6))]}
    rest = dict(floats, **whole)
    return pd.DataFrame(dict(columns, **rest), columns=[name for name, _ in columns] + sorted(rest))


def genre_lines(rng, songs):
    """Two thirds of the tracks; the first of two tracks of one song has none, the second has one."""
    tracks = [text[2:-1] for text in songs.track_id]
    with_genre = [track for at, track in enumerate(tracks) if at % 3 != 1 and at not in (3, 7)] + tracks[-2:]
    pairs = [(track, rng.choice(["Pop_Rock", "Jazz", "Electronic", "New Age"])) for track in sorted(set(with_genre))]
    pairs += [(pairs[5][0], "Reggae"), ("TRNOSUC128F0000000", "Folk")]
    return ["%s\t%s" % pair for pair in pairs]


def triplets(rng, ids):
    """{side: [(user, song, plays)]}; the table's songs 50 to 54 are left to the odd users or to nobody."""
    users = ["%040x" % rng.getrandbits(160) for _ in range(N_USERS)]
    known, unknown = ids[:50], [code(rng, "SO", "12B", 8) for _ in range(15)]
    rows = {"train": [], "visible": [], "hidden": []}
    for at, user in enumerate(users[:-8]):
        songs = rng.sample(known + unknown, rng.randrange(2, 14))
        half = len(songs) // 2
        parts = [("visible", songs[:half]), ("hidden", songs[half:])] if at < N_TEST_USERS else [("train", songs)]
        for side, part in parts:
            rows[side] += [(user, song, plays(rng)) for song in part]
    odd_users(rows, users[-8:], known, unknown, ids)
    return rows


def plays(rng):
    return 1 if rng.random() < 0.6 else int(2 / (1 - rng.random()) ** 0.7)


def odd_users(rows, users, known, unknown, ids):
    both, early, hidden, shown, strange, twice, same, only = users
    rows["train"] += [(both, known[40], 3), (both, known[2], 1)]
    rows["visible"] += [(both, known[0], 7), (both, known[41], 2)]
    rows["hidden"] += [(both, known[5], 1)]
    rows["train"] += [(early, known[45], 2)]  # in train and test; which song of theirs appears first decides is_test
    rows["visible"] = [(early, known[1], 4)] + rows["visible"]
    rows["hidden"] += [(hidden, known[3], 5), (hidden, ids[50], 2)]  # the song vanishes with its user
    rows["visible"] += [(shown, known[6], 1), (shown, ids[51], 9)]
    rows["train"] += [(strange, unknown[0], 4), (strange, unknown[1], 1)]
    rows["train"] += [(twice, known[8], 2), (twice, known[9], 1), (twice, known[8], 5)]
    rows["visible"] += [(same, known[10], 1)]
    rows["hidden"] += [(same, known[10], 6), (same, ids[52], 1)]  # a song that only a hidden row has
    rows["train"] += [(only, ids[3], 16777216), (only, ids[7], 1)]


def pack(data, out, names):
    shutil.rmtree(out, ignore_errors=True)
    for name in names:
        path = os.path.join(out, name + ".gz")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(os.path.join(data, name), "rb") as plain, open(path, "wb") as file:
            with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
                shutil.copyfileobj(plain, packed)


if __name__ == "__main__":
    main()
