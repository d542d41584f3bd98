"""Songs as polars reads them from Parquet, and their texts as people read them: `b'It\\'s'` is It's."""

import polars as pl

ESCAPED = r"""^b(?:'.*\\.*'|".*\\.*")$"""


def read_songs(path):
    """Every column of the source, one row for a song id: the first one."""
    songs = pl.read_parquet(path)
    songs = songs.with_columns(decoded(songs[name]) for name in ("song_id", "track_id"))
    return songs.unique("song_id", keep="first", maintain_order=True)


def read_genres(path):
    """A track's first genre. The file of the bench has two fields."""
    genres = pl.read_csv(path, separator="\t", has_header=False, quote_char=None, comment_prefix="#",
                         schema={"track_id": pl.String, "genre": pl.String})
    return genres.unique("track_id", keep="first")


def song_table(songs, genres):
    """song_df: songs in the order of their numbers, texts decoded, genre behind."""
    texts = [name for name, kind in songs.schema.items() if kind == pl.String and name not in ("song_id", "track_id")]
    table = songs.with_columns(decoded(songs[name]) for name in texts)
    table = table.join(genres, on="track_id", how="left", maintain_order="left")
    return table.select("song_id", pl.exclude("song_id")).with_row_index("sparse_index").cast({"sparse_index": pl.Int64})


def decoded(texts):
    """What Python printed as bytes. Only cells with an escape in them go through Python."""
    name = texts.name
    cell = pl.col(name)
    whole = pl.select(pl.lit(texts)).select(
        pl.when(cell.str.starts_with("b'") & cell.str.ends_with("'")).then(cell.str.strip_prefix("b'").str.strip_suffix("'"))
        .when(cell.str.starts_with('b"') & cell.str.ends_with('"')).then(cell.str.strip_prefix('b"').str.strip_suffix('"'))
        .otherwise(cell)
    ).to_series().alias(name)
    escaped = texts.str.contains(ESCAPED).fill_null(False).arg_true()
    if len(escaped) == 0:
        return whole
    return whole.scatter(escaped, [unescaped(text) for text in whole.gather(escaped)])


def unescaped(text):
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1").decode()
