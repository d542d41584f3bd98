"""The main job as the notebook does it, in today's pandas: everything kept, a group a user, a pool of processes.

    pandas_notebook.py DATA OUT

Beyond the notebook: the z-scores and deviations, and Parquet for HDF5. Memory: all rows with all columns of the songs,
several times, and the list of groups; about half a gigabyte for each per cent of the Taste Profile, so the bench runs it
up to 5 %.
"""

import ast
import os
from multiprocessing import get_context

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix

import folder

COLUMNS = ["user_id", "MUSIC", "num_songs", "is_test", "song_sparse_indices", "plays", "MUSIC_sd", "MUSIC_z", "MUSIC_z_sd"]


def main():
    data, out = folder.arguments()
    sources = folder.start_hashing(data)
    msd = songs(data)
    sides = {side: triplets(data / path, side) for side, path in folder.SIDES.items()}
    every = pd.concat(sides.values(), ignore_index=True)
    counts = {"raw_triplets": len(every)}
    joined = every.merge(msd, on="song_id")
    visible, hidden = (joined.loc[joined["is_hidden"] == is_hidden] for is_hidden in (False, True))
    counts |= {"joined": len(joined), "visible": len(visible), "hidden": len(hidden)}

    visible_users, hidden_users = (rows["user_id"].drop_duplicates() for rows in (visible, hidden))
    unseen = hidden_users[~hidden_users.isin(visible_users)].values
    joined = joined.loc[~joined["user_id"].isin(unseen)]
    counts["users_without_visible"] = len(unseen)
    joined = joined.assign(user_id=joined["user_id"].astype("category"), song_id=joined["song_id"].astype("category"))
    users, ids = (joined[name].cat.categories for name in ("user_id", "song_id"))
    counts |= {"n_users": len(users), "n_songs": len(ids), "all_after": len(joined)}

    matrices = {}
    for name, is_hidden in (("train", False), ("test", True)):
        rows = joined.loc[joined["is_hidden"] == is_hidden]
        places = rows["song_id"].cat.codes, rows["user_id"].cat.codes
        matrices[name] = coo_matrix((rows["plays"].astype(np.float32), places), shape=(len(ids), len(users))).tocsr()
        counts[f"{name}_nnz"] = matrices[name].nnz
    counts["hidden_after"] = len(rows)
    folder.save_matrices(out, **matrices)

    song_mapping, user_mapping = numbered(song_id=ids.astype(str)), numbered(user_id=users.astype(str))
    song_df = song_mapping.merge(msd, on="song_id")
    raw, standard = vectors(song_df, visible["song_id"])
    song_music = song_mapping.assign(MUSIC=lists(raw), MUSIC_z=lists(standard))
    mapped = visible.merge(song_mapping, on="song_id")
    groups = list(mapped.groupby("user_id"))
    chunks = [groups[at : at + 625] for at in range(0, len(groups), 625)]
    with get_context("fork").Pool(os.cpu_count(), start, (raw, standard)) as pool:
        rows = [row for part in pool.map(user_rows, chunks, chunksize=1) for row in part]
    user_df = user_mapping.merge(pd.DataFrame.from_records(rows, columns=COLUMNS), on="user_id")
    counts["n_test_users"] = user_df["is_test"].sum()

    for name, table in {"user_mapping": user_mapping, "song_mapping": song_mapping, "song_df": song_df,
                        "song_music": song_music, "user_df": user_df}.items():
        table.to_parquet(out / f"{name}.parquet", compression="zstd", index=False)
    folder.close(out, sources, counts)


# reading


def songs(data):
    msd = pd.read_parquet(data / folder.SONGS)
    for name in msd.columns[[pd.api.types.is_string_dtype(kind) for kind in msd.dtypes]]:
        msd[name] = msd[name].map(decoded, na_action="ignore")
    genres = pd.read_csv(data / folder.GENRES, names=["track_id", "genre"], sep="\t", comment="#")
    msd = msd.merge(genres.drop_duplicates("track_id"), how="left", on="track_id").drop_duplicates("song_id")
    return msd[["song_id", *msd.columns.drop("song_id")]]


def decoded(cell):
    if cell[:2] in ("b'", 'b"') and cell[-1:] == cell[1]:
        return ast.literal_eval(cell).decode()
    return cell


def triplets(path, side):
    rows = pd.read_csv(path, sep="\t", names=["user_id", "song_id", "plays"], keep_default_na=False)
    return rows.assign(is_test=side != "train", is_hidden=side == "hidden")


# MUSIC


def vectors(song_df, heard):
    """Raw and as z-scores over the heard songs that have all features."""
    features = song_df[folder.FEATURES].to_numpy(np.float64)
    known = ~np.isnan(features).any(axis=1)
    sample = features[known & song_df["song_id"].isin(heard.unique()).to_numpy()]
    deviation = sample.std(axis=0)
    standard = (features - sample.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    return features @ folder.WEIGHTS, standard @ folder.WEIGHTS


def start(raw, standard):
    global RAW, STANDARD
    RAW, STANDARD = raw, standard


def user_rows(groups):
    return [user_row(user_id, rows) for user_id, rows in groups]


def user_row(user_id, rows):
    songs, plays = rows["sparse_index"].values, rows["plays"].values
    (mean, deviation), (mean_z, deviation_z) = (taste(of[songs], plays) for of in (RAW, STANDARD))
    is_test = rows["is_test"].all()
    return user_id, mean, len(rows), is_test, songs.astype(np.int32), plays.sum(), deviation, mean_z, deviation_z


def taste(vectors, plays):
    """Mean and deviation, weighted by plays; None where no song has a vector."""
    known = ~np.isnan(vectors[:, 0])
    if not known.any():
        return None, None
    vectors, plays = vectors[known], plays[known]
    mean = np.average(vectors, weights=plays, axis=0)
    return mean, np.sqrt(np.average((vectors - mean) ** 2, weights=plays, axis=0))


# tables


def numbered(**columns):
    table = pd.DataFrame(columns)
    table.insert(0, "sparse_index", np.arange(len(table)))
    return table


def lists(vectors):
    return pd.Series([None if np.isnan(vector).any() else vector for vector in vectors], dtype=object)


if __name__ == "__main__":
    main()
