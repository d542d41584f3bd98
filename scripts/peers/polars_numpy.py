"""The main job by hand, as fast as it gets in Python: polars reads and joins, numpy and scipy count.

    polars_numpy.py DATA OUT

Memory: the triplets stream through polars in batches; of each row that a song is known for 8 bytes stay, of each run of
rows of one user one text. Users are numbered by runs, not by rows; the matrices are two counting sorts of scipy.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pyarrow as pa
from scipy.sparse import csc_matrix, csr_matrix

import folder
from song_texts import read_genres, read_songs, song_table

BATCH = 200_000
# A variance this small beside the mean square is computed a second time, without cancellation.
CANCELLED = 1e-3


def main():
    data, out = folder.arguments()
    sources = folder.start_hashing(data)
    songs = read_songs(data / folder.SONGS).sort("song_id")
    numbers = songs.select("song_id").with_row_index("song").lazy()
    sides = {side: read(data / path, numbers) for side, path in folder.SIDES.items()}
    counts, user_ids, sides = number_users(sides)
    song_of, songs = number_songs(songs, sides)

    visible = together(sides["train"], sides["visible"], n_users=len(user_ids))
    visible["song"] = song_of[visible["song"]]
    hidden = together(sides["hidden"], n_users=len(user_ids))
    hidden["song"] = song_of[hidden["song"]]
    only_test = np.ones(len(user_ids), bool)
    only_test[sides["train"]["run_user"]] = False
    del sides

    with ThreadPoolExecutor() as threads:
        jobs = [threads.submit(save_matrices, out, visible, hidden, len(songs), counts)]
        vectors = music_vectors(songs, visible["song"])
        jobs.append(threads.submit(save_songs, out, data, songs, vectors))
        save_users(out, user_ids, visible, vectors, only_test)
        for job in jobs:
            job.result()
    counts |= {
        "raw_triplets": sum(folder.n_lines(sources, side) for side in folder.SIDES),
        "n_users": len(user_ids), "n_songs": len(songs), "n_test_users": only_test.sum(),
    }
    folder.close(out, sources, counts)


# reading


def read(path, numbers):
    """Of every row whose song is known: the song's number and the plays; of every run of rows: its user and length."""
    rows = (
        pl.scan_csv(path, schema={"user_id": pl.String, "song_id": pl.String, "plays": pl.Int32}, separator="\t",
                    has_header=False, quote_char=None)
        .join(numbers, on="song_id", maintain_order="left")
        .select("user_id", "song", "plays")
    )
    users, lengths, songs, plays = [], [], [], []
    for batch in rows.collect_batches(chunk_size=BATCH, maintain_order=True):
        user = batch["user_id"]
        starts = (user != user.shift()).fill_null(True).arg_true()
        users.append(user.gather(starts))
        lengths.append(np.diff(starts.to_numpy(), append=len(user)))
        songs.append(batch["song"].to_numpy().astype(np.int32))
        plays.append(batch["plays"].to_numpy().copy())
    return {
        "users": pl.concat(users) if users else pl.Series([], dtype=pl.String),
        "lengths": joined(lengths, np.int64), "song": joined(songs, np.int32), "plays": joined(plays, np.int32),
    }


def joined(parts, dtype):
    return np.concatenate(parts, dtype=dtype) if parts else np.empty(0, dtype)


# numbers


def number_users(sides):
    """A user's number is the rank of the id among those with a visible row; hidden rows of others fall out."""
    shown = pl.concat([sides["train"]["users"], sides["visible"]["users"]]).unique().sort()
    names = pl.Enum(shown)
    hidden = sides["hidden"]["users"]
    counts = {
        "visible": len(sides["train"]["song"]) + len(sides["visible"]["song"]),
        "hidden": len(sides["hidden"]["song"]),
        "users_without_visible": hidden.unique().is_in(shown.implode()).not_().sum(),
    }
    numbered = {side: runs(rows, names) for side, rows in sides.items()}
    n_hidden = len(numbered["hidden"]["song"])
    counts |= {
        "joined": counts["visible"] + counts["hidden"], "hidden_after": n_hidden, "all_after": counts["visible"] + n_hidden,
    }
    return counts, shown, numbered


def runs(rows, names):
    numbers = rows["users"].cast(names, strict=False).to_physical()
    lengths, song, plays = rows["lengths"], rows["song"], rows["plays"]
    if numbers.null_count():
        known = numbers.is_not_null().to_numpy()
        kept = np.repeat(known, lengths)
        numbers, lengths, song, plays = numbers.drop_nulls(), lengths[known], song[kept], plays[kept]
    return {"run_user": numbers.to_numpy().astype(np.int64), "lengths": lengths, "song": song, "plays": plays}


def number_songs(songs, sides):
    """Number in the sorted source -> number among the songs that are left, and those songs."""
    used = np.zeros(len(songs), bool)
    for rows in sides.values():
        used[rows["song"]] = True
    return (np.cumsum(used) - 1).astype(np.int32), songs.filter(pl.Series(used))


def together(*sides, n_users):
    """The rows of several files, user after user, for each in the order of the files: whole runs are moved."""
    run_user, lengths = (np.concatenate([rows[name] for rows in sides]) for name in ("run_user", "lengths"))
    starts = np.cumsum(lengths) - lengths
    order = np.argsort(run_user, kind="stable")
    lengths = lengths[order]
    at = np.repeat((starts[order] - (np.cumsum(lengths) - lengths)), lengths) + np.arange(lengths.sum())
    at = at.astype(np.int32) if len(at) < 2**31 else at
    n_rows = np.bincount(run_user[order], lengths, n_users).astype(np.int64)
    return {
        "ends": np.concatenate([[0], np.cumsum(n_rows)]),
        "song": np.concatenate([rows["song"] for rows in sides])[at],
        "plays": np.concatenate([rows["plays"] for rows in sides])[at],
    }


# matrices


def save_matrices(out, visible, hidden, n_songs, counts):
    train, test = matrix(visible, n_songs), matrix(hidden, n_songs)
    counts |= {"train_nnz": train.nnz, "test_nnz": test.nnz}
    folder.save_matrices(out, train=train, test=test)


def matrix(rows, n_songs):
    """Songs x users. By users the rows are sorted; turning that round sorts by song, and pairs that repeat add up."""
    parts = (rows["plays"].astype(np.float32), rows["song"], rows["ends"].astype(np.int32))
    plays = csc_matrix(parts, shape=(n_songs, len(rows["ends"]) - 1)).tocsr()
    plays.sum_duplicates()
    return plays


# MUSIC


def music_vectors(songs, heard):
    """Songs x 10: raw and z-scores times the weights; NaN where a feature is missing."""
    features = songs.select(pl.col(folder.FEATURES).cast(pl.Float64).fill_null(np.nan)).to_numpy()
    known = ~np.isnan(features).any(axis=1)
    is_heard = np.zeros(len(songs), bool)
    is_heard[heard] = True
    sample = features[is_heard & known]
    deviation = sample.std(axis=0)
    standard = (features - sample.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    vectors = np.hstack([features @ folder.WEIGHTS, standard @ folder.WEIGHTS])
    vectors[~known] = np.nan
    return vectors


def tastes(visible, vectors):
    """Users x 10 means and deviations, weighted by plays: matrix products, and again from the rows where digits cancel."""
    known = ~np.isnan(vectors[:, 0])
    vectors = np.where(known[:, None], vectors, 0)
    weights = visible["plays"].astype(np.float64)
    if not known.all():
        weights *= known[visible["song"]]
    ends = visible["ends"]
    plays = csr_matrix((weights, visible["song"], ends.astype(np.int32)), shape=(len(ends) - 1, len(vectors)))
    with np.errstate(invalid="ignore"):
        total = np.add.reduceat(weights, ends[:-1])[:, None]
        mean, square = np.hsplit((plays @ np.hstack([vectors, vectors**2])) / total, 2)
    variance = square - mean**2
    cancelled = np.flatnonzero((variance < CANCELLED * square).any(axis=1))
    rows = rows_of(cancelled, ends)
    n_rows = np.diff(ends)[cancelled]
    off = vectors[visible["song"][rows]] - np.repeat(mean[cancelled], n_rows, axis=0)
    off *= off
    off *= weights[rows, None]
    if len(cancelled):
        variance[cancelled] = np.add.reduceat(off, np.cumsum(n_rows) - n_rows, axis=0) / total[cancelled]
    return mean, np.sqrt(variance, out=variance)


def rows_of(users, ends):
    starts, n_rows = ends[users], np.diff(ends)[users]
    return np.repeat(starts - (np.cumsum(n_rows) - n_rows), n_rows) + np.arange(n_rows.sum())


# tables


def save_users(out, user_ids, visible, vectors, only_test):
    mean, deviation = tastes(visible, vectors)
    ends = visible["ends"]
    songs = pa.LargeListArray.from_arrays(pa.array(ends), pa.array(visible["song"]))
    plays = np.add.reduceat(visible["plays"], ends[:-1], dtype=np.int64)
    table = numbered(pl.DataFrame({
        "user_id": user_ids,
        "MUSIC": lists(mean[:, :5]),
        "num_songs": np.diff(ends),
        "is_test": only_test,
        "song_sparse_indices": pl.from_arrow(songs),
        "plays": plays,
        "MUSIC_sd": lists(deviation[:, :5]),
        "MUSIC_z": lists(mean[:, 5:]),
        "MUSIC_z_sd": lists(deviation[:, 5:]),
    }))
    write(table, out / "user_df.parquet")
    write(table.select("sparse_index", "user_id"), out / "user_mapping.parquet")


def save_songs(out, data, songs, vectors):
    write(song_table(songs, read_genres(data / folder.GENRES)), out / "song_df.parquet")
    ids = numbered(songs.select("song_id"))
    write(ids, out / "song_mapping.parquet")
    write(ids.with_columns(MUSIC=lists(vectors[:, :5]), MUSIC_z=lists(vectors[:, 5:])), out / "song_music.parquet")


def numbered(table):
    return table.with_row_index("sparse_index").cast({"sparse_index": pl.Int64})


def lists(vectors):
    """A column of lists; null where the vector is not known."""
    column = pl.Series(np.ascontiguousarray(vectors), dtype=pl.Array(pl.Float64, 5)).arr.to_list()
    unknown = np.isnan(vectors[:, 0])
    return column.set(pl.Series(unknown), None) if unknown.any() else column


def write(table, path):
    table.write_parquet(path, compression="zstd", compression_level=1)


if __name__ == "__main__":
    main()
