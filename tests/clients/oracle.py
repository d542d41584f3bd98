"""The notebook's job a second time, in pandas, NumPy and SciPy: what a run is compared with.

Independent of the Rust program and of the notebook's code, and only good for clean inputs: no
rejected rows, no malformed cells, every play count a whole number from 1.
"""

import ast
import re

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix

SIDES = ["train", "visible", "hidden"]
FEATURES = ["danceability", "energy", "instrumentalness", "liveness", "loudness", "valence"]
# FEATURES x (Mellow, Unpretentious, Sophisticated, Intense, Contemporary); the notebook's cell 34.
WEIGHTS = np.array([
    [-0.37, 0.05, -0.35, 0.08, 0.43],
    [-0.64, -0.46, -0.13, 0.66, -0.03],
    [0.20, -0.47, 0.28, 0.09, -0.01],
    [-0.69, -0.12, -0.07, 0.43, 0.02],
    [-0.58, -0.19, -0.44, 0.79, -0.21],
    [-0.04, 0.18, 0.24, -0.34, 0.18],
])
CUT_BY_THE_NOTEBOOK = ["song_id", "track_id", "artist_mbid", "artist_name", "title"]


def job(triplet_paths, songs_frame, genres_path, mismatches_path=None, text="decoded"):
    """All that a run makes of the train, visible and hidden file, the songs and their genres.

    Returns {"train", "test": CSR songs x users; "user_mapping", "song_mapping", "song_df",
    "user_df", "song_music": the tables, columns as in the files; "counts": as in the manifest}.
    """
    songs = song_table(songs_frame, genres_path, mismatches_path, text)
    raw = pd.concat([triplets(path, side) for side, path in enumerate(triplet_paths)])
    joined = raw[raw.song_id.isin(songs.song_id)]
    shown = joined.side < SIDES.index("hidden")
    kept = joined[joined.user_id.isin(joined.user_id[shown].unique())]
    user_ids, song_ids = (pd.Index(sorted(kept[name].unique())) for name in ("user_id", "song_id"))
    rows = pd.DataFrame({
        "user": user_ids.get_indexer(kept.user_id),
        "song": song_ids.get_indexer(kept.song_id),
        "plays": kept.plays.to_numpy(),
        "side": kept.side.to_numpy(),
    })
    visible, hidden = rows[rows.side < 2], rows[rows.side == 2]

    song_df = songs.set_index("song_id").loc[song_ids].reset_index(names="song_id")
    raw_vectors, standard_vectors = music_vectors(song_df, visible.song.unique())
    results = {
        "train": matrix(visible, song_ids, user_ids),
        "test": matrix(hidden, song_ids, user_ids),
        "user_mapping": numbered({"user_id": user_ids}),
        "song_mapping": numbered({"song_id": song_ids}),
        "song_df": numbered(song_df),
        "user_df": user_table(visible, user_ids, raw_vectors, standard_vectors),
        "song_music": numbered({
            "song_id": song_ids,
            "MUSIC": lists(raw_vectors),
            "MUSIC_z": lists(standard_vectors),
        }),
    }
    results["counts"] = {
        "raw_triplets": len(raw),
        "joined": len(joined),
        "visible": int(shown.sum()),
        "hidden": int((~shown).sum()),
        "users_without_visible": joined.user_id.nunique() - len(user_ids),
        "hidden_after": len(hidden),
        "all_after": len(rows),
        "n_users": len(user_ids),
        "n_songs": len(song_ids),
        "n_test_users": int(results["user_df"].is_test.sum()),
        "train_nnz": results["train"].nnz,
        "test_nnz": results["test"].nnz,
    }
    return results


def triplets(path, side):
    """The rows of one triplet file, none of them interpreted beyond the tabs."""
    rows = pd.read_csv(
        path, sep="\t", names=["user_id", "song_id", "plays"], quoting=3, keep_default_na=False,
        dtype={"user_id": "str", "song_id": "str", "plays": "int64"},
    )
    return rows.assign(side=side)


def read_songs(path):
    """The songs' source as a frame: CSV, Parquet, or pandas' own HDF5 (which needs PyTables)."""
    if str(path).endswith(".parquet"):
        return pd.read_parquet(path)
    if str(path).endswith((".h5", ".hdf5")):
        return pd.read_hdf(path, key="df")
    # only an empty cell is missing: a song may be called NA
    return pd.read_csv(path, keep_default_na=False, na_values=[""], low_memory=False)


def song_table(frame, genres_path, mismatches_path, text):
    """One row per song id, the first one, with the first genre of that row's track."""
    songs = frame.reset_index(drop=True).copy()
    for name in songs.columns[[pd.api.types.is_string_dtype(kind) for kind in songs.dtypes]]:
        if text == "decoded":
            songs[name] = songs[name].map(decoded, na_action="ignore")
        elif name in CUT_BY_THE_NOTEBOOK:
            songs[name] = songs[name].str[2:-1]
    songs = songs.drop_duplicates("song_id")
    if mismatches_path is not None:
        songs = songs[~songs.song_id.isin(mismatched_songs(mismatches_path))]
    genres = first_genres(genres_path)
    return songs.assign(**{name: songs.track_id.map(genres[name]) for name in genres})


def decoded(cell):
    """The text that Python printed as the bytes `cell`; any other text as it is."""
    if re.fullmatch(r"""b(['"]).*\1""", cell, re.DOTALL):
        return ast.literal_eval(cell).decode()
    return cell


def first_genres(path):
    """Track id -> genre, and second_genre if any line has one; a track's first line counts."""
    lines = pd.read_csv(path, sep="\t", names=["track_id", "genre", "second_genre"], dtype="str",
                        quoting=3, keep_default_na=False, na_values=[""])
    lines = lines[~lines.track_id.str.startswith("#")].drop_duplicates("track_id")
    return lines.set_index("track_id").dropna(axis="columns", how="all")


def mismatched_songs(path):
    """The song ids that the list of wrong song/track pairs names."""
    with open(path, encoding="utf-8") as file:
        return set(re.findall(r"^ERROR: <(\S+) \S+>", file.read(), re.MULTILINE))


def matrix(rows, song_ids, user_ids):
    """Songs x users, float32: how often; a pair that stands there twice adds up."""
    cells = (rows.plays.to_numpy("float32"), (rows.song, rows.user))
    plays = coo_matrix(cells, shape=(len(song_ids), len(user_ids))).tocsr()
    plays.sort_indices()
    return plays


def music_vectors(songs, heard):
    """Each song's MUSIC vector of raw and of standardised features; NaN where a feature is missing.

    Mean and deviation of a feature: over the `heard` songs (each once) that have all six.
    """
    features = songs[FEATURES].to_numpy("float64", copy=True)
    features[~np.isfinite(features).all(axis=1)] = np.nan
    sample = features[heard]
    sample = sample[~np.isnan(sample[:, 0])]
    deviation = sample.std(axis=0)
    standard = (features - sample.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    return features @ WEIGHTS, standard @ WEIGHTS


def user_table(visible, user_ids, raw_vectors, standard_vectors):
    """One row per user, from the visible rows alone."""
    n_users = len(user_ids)
    n_rows = np.bincount(visible.user, minlength=n_users)
    by_user = visible.iloc[np.argsort(visible.user, kind="stable")]
    songs = np.split(by_user.song.to_numpy("int32"), np.cumsum(n_rows)[:-1])
    mean, deviation = averages(visible, raw_vectors, n_users)
    standard_mean, standard_deviation = averages(visible, standard_vectors, n_users)
    return numbered({
        "user_id": user_ids,
        "MUSIC": lists(mean),
        "num_songs": n_rows,
        "is_test": np.bincount(visible.user[visible.side == 0], minlength=n_users) == 0,
        "song_sparse_indices": pd.Series([part.tolist() for part in songs], dtype=object),
        "plays": visible.groupby("user").plays.sum().to_numpy(),
        "MUSIC_sd": lists(deviation),
        "MUSIC_z": lists(standard_mean),
        "MUSIC_z_sd": lists(standard_deviation),
    })


def averages(rows, vectors, n_users):
    """Plays-weighted mean and population standard deviation of the songs' vectors, users x 5."""
    rows = rows[~np.isnan(vectors[rows.song, 0])]
    x, users, plays = vectors[rows.song], rows.user.to_numpy(), rows.plays.to_numpy("float64")

    def mean_of(values):
        sums = [np.bincount(users, plays * column, n_users) for column in values.T]
        with np.errstate(invalid="ignore"):
            return np.transpose(sums) / np.bincount(users, plays, n_users)[:, None]

    mean = mean_of(x)
    return mean, np.sqrt(mean_of((x - mean[users]) ** 2))


def lists(vectors):
    """A column of lists, None where the vector is not known."""
    cells = [None if row[0] != row[0] else row for row in vectors.tolist()]
    return pd.Series(cells, dtype=object)


def numbered(columns):
    """A table whose first column is its row number."""
    table = pd.DataFrame(columns)
    table.insert(0, "sparse_index", np.arange(len(table)))
    return table
