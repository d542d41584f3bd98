"""The main job in polars from the first line to the last: lazy queries, joins, groups. The matrices' files are numpy's.

    polars_only.py DATA OUT

Memory: the rows whose song is known are in memory once, with their ids as texts until both are numbered, as numbers from
there on; each group_by makes what it needs beside them.
"""

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

import folder
from song_texts import read_genres, read_songs, song_table

PLAYS = pl.col("plays")


def main():
    data, out = folder.arguments()
    sources = folder.start_hashing(data)
    songs = read_songs(data / folder.SONGS)
    rows, counts = kept(joined(data, songs))
    users = numbered(rows.get_column("user_id"), "user_id", "user")
    ids = numbered(rows.get_column("song_id").unique(), "song_id", "song")
    rows = rows.lazy().join(users.lazy(), on="user_id", maintain_order="left").join(
        ids.lazy(), on="song_id", maintain_order="left").select("side", "user", "song", "plays").collect()

    matrices = {name: matrix(part, len(ids), len(users)) for name, part in sides(rows).items()}
    counts |= {f"{name}_nnz": plays.nnz for name, plays in matrices.items()}
    folder.save_matrices(out, **matrices)
    visible = rows.filter(pl.col("side") < 2)
    del matrices, rows

    songs = ids.select(pl.col("song_id").cast(pl.String)).join(songs, on="song_id", maintain_order="left")
    vectors = music_vectors(songs, visible)
    save_songs(out, data, songs, vectors)
    table = user_table(visible, users, vectors)
    write(table, out / "user_df.parquet")
    write(table.select("sparse_index", "user_id"), out / "user_mapping.parquet")
    counts |= {
        "raw_triplets": sum(folder.n_lines(sources, side) for side in folder.SIDES),
        "n_users": len(users), "n_songs": len(ids), "n_test_users": table.get_column("is_test").sum(),
    }
    folder.close(out, sources, counts)


# reading


def joined(data, songs):
    """Every row whose song is known, in the order of the files; `side` 0, 1, 2: train, visible, hidden."""
    known = songs.select(pl.col("song_id")).lazy()
    files = [
        pl.scan_csv(data / path, schema={"user_id": pl.String, "song_id": pl.String, "plays": pl.Int64}, separator="\t",
                    has_header=False, quote_char=None)
        .join(known, on="song_id", how="semi", maintain_order="left")
        .with_columns(pl.lit(side, pl.UInt8).alias("side"), pl.col("song_id").cast(pl.Categorical),
                      pl.col("user_id").cast(pl.Categorical))
        for side, path in enumerate(folder.SIDES.values())
    ]
    return pl.concat(files).collect(engine="streaming")


def kept(rows):
    """Without the hidden rows of users who have no others."""
    shown = rows.lazy().filter(pl.col("side") < 2).select("user_id").unique()
    left = rows.lazy().join(shown, on="user_id", how="semi", maintain_order="left").collect()
    n_hidden = rows.select((pl.col("side") == 2).sum()).item()
    n_left = left.select((pl.col("side") == 2).sum()).item()
    n_users = rows.get_column("user_id").n_unique() - left.get_column("user_id").n_unique()
    return left, {
        "joined": len(rows), "visible": len(rows) - n_hidden, "hidden": n_hidden, "users_without_visible": n_users,
        "hidden_after": n_left, "all_after": len(left),
    }


def numbered(ids, name, number):
    ids = ids.unique()
    order = ids.cast(pl.String).arg_sort()
    return pl.DataFrame({name: ids.gather(order)}).with_row_index(number)


# matrices


def sides(rows):
    return {"train": rows.lazy().filter(pl.col("side") < 2), "test": rows.lazy().filter(pl.col("side") == 2)}


def matrix(rows, n_songs, n_users):
    """Songs x users: pairs that repeat add up, cells sorted by song and user, ends of the rows counted."""
    cells = rows.group_by("song", "user").agg(PLAYS.sum().cast(pl.Float32)).sort("song", "user").collect()
    n_cells = cells.group_by("song").len()
    every = pl.select(song=pl.int_range(n_songs, dtype=pl.UInt32))
    n_cells = every.join(n_cells, on="song", how="left", maintain_order="left")
    ends = np.concatenate([[0], n_cells.get_column("len").fill_null(0).cum_sum().to_numpy()]).astype(np.int32)
    users = cells.get_column("user").to_numpy().astype(np.int32)
    return csr_matrix((cells.get_column("plays").to_numpy(), users, ends), shape=(n_songs, n_users))


# MUSIC

AXES = [f"{scale}{axis}" for scale in ("raw_", "z_") for axis in range(5)]


def music_vectors(songs, visible):
    """A row a song: ten columns, raw and z-scores times the weights; null where a feature is missing."""
    heard = visible.select(pl.col("song").unique()).with_columns(heard=True)
    features = [pl.col(name).cast(pl.Float64).fill_nan(None) for name in folder.FEATURES]
    songs = songs.select(features).with_row_index("song").join(heard, on="song", how="left", maintain_order="left")
    sample = pl.col("heard") & pl.all_horizontal(pl.col(folder.FEATURES).is_not_null())
    standard = {}
    for name in folder.FEATURES:
        deviation = pl.col(name).filter(sample).std(ddof=0)
        unit = pl.when(deviation > 0).then(deviation).otherwise(1.0)
        standard[name] = (pl.col(name) - pl.col(name).filter(sample).mean()) / unit
    raw = {name: pl.col(name) for name in folder.FEATURES}
    return songs.select("song", *(
        sum(cells[name] * weight for name, weight in zip(folder.FEATURES, folder.WEIGHTS[:, axis])).alias(f"{scale}{axis}")
        for scale, cells in (("raw_", raw), ("z_", standard)) for axis in range(5)
    ))


def user_table(visible, users, vectors):
    """A row a user, from the visible rows alone. Deviations take a second look at the rows, with the mean beside them."""
    whole = visible.lazy().group_by("user", maintain_order=False).agg(
        num_songs=pl.len().cast(pl.Int64), is_test=(pl.col("side") > 0).all(),
        song_sparse_indices=pl.col("song").cast(pl.Int32), plays=PLAYS.sum(),
    )
    rows = visible.lazy().select("user", "song", "plays").join(vectors.lazy().drop_nulls(), on="song")
    total = PLAYS.sum()
    mean = rows.group_by("user").agg(*((pl.col(axis) * PLAYS).sum() / total for axis in AXES)).collect(engine="streaming")
    means = mean.lazy().rename({axis: f"mean_{axis}" for axis in AXES})
    deviation = rows.join(means, on="user").group_by("user").agg(
        *((((pl.col(axis) - pl.col(f"mean_{axis}")) ** 2 * PLAYS).sum() / total).sqrt().alias(f"sd_{axis}")
          for axis in AXES))
    table = users.lazy().join(whole, on="user", how="left").join(mean.lazy(), on="user", how="left").join(
        deviation, on="user", how="left").sort("user").collect(engine="streaming")
    return table.select(
        pl.col("user").cast(pl.Int64).alias("sparse_index"), pl.col("user_id").cast(pl.String),
        lists("raw_").alias("MUSIC"), "num_songs", "is_test", "song_sparse_indices", "plays",
        lists("sd_raw_").alias("MUSIC_sd"), lists("z_").alias("MUSIC_z"), lists("sd_z_").alias("MUSIC_z_sd"),
    )


def lists(scale):
    """Five columns as one of lists; null where nothing is known."""
    axes = [f"{scale}{axis}" for axis in range(5)]
    return pl.when(pl.col(axes[0]).is_not_null()).then(pl.concat_list(axes))


# tables


def save_songs(out, data, songs, vectors):
    write(song_table(songs, read_genres(data / folder.GENRES)), out / "song_df.parquet")
    ids = songs.select("song_id").with_row_index("sparse_index").cast({"sparse_index": pl.Int64})
    write(ids, out / "song_mapping.parquet")
    music = vectors.select(lists("raw_").alias("MUSIC"), lists("z_").alias("MUSIC_z"))
    write(pl.concat([ids, music], how="horizontal"), out / "song_music.parquet")


def write(table, path):
    table.write_parquet(path, compression="zstd", compression_level=1)


if __name__ == "__main__":
    main()
