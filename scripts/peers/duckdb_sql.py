"""The main job in SQL: DuckDB reads, joins, groups and writes Parquet. Only the matrices' files are numpy's.

    duckdb_sql.py DATA OUT

Memory: the rows whose song is known are a table in memory, first with the users' ids as texts, then with numbers; DuckDB may
take four fifths of the machine's memory, as it does unless told otherwise, and would go to disk from there on.
"""

import duckdb
import numpy as np
from scipy.sparse import csr_matrix

import folder

SCALES = {"raw": "MUSIC", "z": "MUSIC_z"}
CANCELLED = 1e-3  # a variance this small beside the mean square is computed from the rows again
ZSTD = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"


def main():
    data, out = folder.arguments()
    sources = folder.start_hashing(data)
    db = duckdb.connect()
    db.execute("SET enable_progress_bar = false")
    read_songs(db, data)
    read_triplets(db, data)
    counts = number(db)
    matrices = {name: matrix(db, where) for name, where in {"train": "side < 2", "test": "side = 2"}.items()}
    counts |= {f"{name}_nnz": plays.nnz for name, plays in matrices.items()}
    folder.save_matrices(out, **matrices)
    del matrices
    vectors(db)
    save_songs(db, out)
    save_users(db, out)
    counts |= {
        "raw_triplets": sum(folder.n_lines(sources, side) for side in folder.SIDES),
        "n_test_users": one(db, "SELECT count(*) FILTER (is_test) FROM histories"),
    }
    folder.close(out, sources, counts)


def one(db, query):
    return db.execute(query).fetchone()[0]


# reading


def read_songs(db, data):
    """Texts as people read them, the first row of a song id, the first genre of a track."""
    source = f"read_parquet('{data / folder.SONGS}')"
    columns = db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    cells = [f"{decoded(name)} AS {name}" if kind == "VARCHAR" else name for name, kind, *_ in columns]
    others = ", ".join(name for name, *_ in columns if name != "song_id")
    db.execute(f"""
        CREATE TABLE source AS SELECT {", ".join(cells)} FROM {source};
        CREATE TABLE songs AS
            SELECT row_number() OVER (ORDER BY song_id) AS song, song_id, {others}
            FROM (SELECT *, rowid FROM source QUALIFY row_number() OVER (PARTITION BY song_id ORDER BY rowid) = 1);
        CREATE TABLE genres AS
            SELECT track_id, arg_min(genre, line) AS genre
            FROM (SELECT *, row_number() OVER () AS line
                  FROM {csv(data / folder.GENRES, track_id="VARCHAR", genre="VARCHAR")})
            WHERE NOT starts_with(track_id, '#') GROUP BY track_id;
        DROP TABLE source;
    """)


def decoded(name):
    """What Python printed as bytes: the two quotes off; escapes through a BLOB, which takes them as \\xNN."""
    return f"""CASE WHEN ({name} LIKE 'b''%''' OR {name} LIKE 'b"%"') THEN
        CASE WHEN contains({name}, '\\') THEN decode(replace(replace(replace(replace(replace(replace({name}[3:-2],
            '\\\\', '\\x5C'), '\\''', ''''), '\\"', '"'), '\\n', '\\x0A'), '\\r', '\\x0D'), '\\t', '\\x09')::BLOB)
        ELSE {name}[3:-2] END ELSE {name} END"""


def csv(path, **columns):
    options = f"delim = '\t', header = false, quote = '', escape = '', auto_detect = false, columns = {columns}"
    return f"read_csv('{path}', {options})"


def read_triplets(db, data):
    """Every row whose song is known, with its place in the files: behind a join rows come in any order."""
    db.execute("CREATE TABLE triplets AS " + " UNION ALL ".join(
        f"""SELECT {side}::UTINYINT AS side, line + {side << 40} AS place, user_id, song::INTEGER AS song, plays
            FROM (SELECT row_number() OVER () AS line, * FROM
                  {csv(data / path, user_id='VARCHAR', song_id='VARCHAR', plays='INTEGER')})
            JOIN songs USING (song_id)"""
        for side, path in enumerate(folder.SIDES.values())))


# numbers


def number(db):
    """Users are those with a visible row, songs those that are left; their numbers are the ranks of their ids."""
    db.execute("""
        CREATE TABLE users AS
            SELECT (row_number() OVER (ORDER BY user_id) - 1)::INTEGER AS user, user_id
            FROM (SELECT DISTINCT user_id FROM triplets WHERE side < 2);
        CREATE TABLE numbered AS
            SELECT place, side, users.user, song, plays FROM triplets JOIN users USING (user_id);
        CREATE TABLE kept AS
            SELECT (row_number() OVER (ORDER BY song) - 1)::INTEGER AS number, song FROM (SELECT DISTINCT song FROM numbered);
        CREATE TABLE plays AS
            SELECT place, side, user, number AS song, plays FROM numbered JOIN kept USING (song);
        CREATE TABLE catalogue AS
            SELECT number AS sparse_index, songs.* EXCLUDE (song), genre
            FROM kept JOIN songs USING (song) LEFT JOIN genres USING (track_id);
        DROP TABLE numbered;
    """)
    names = ["joined", "visible", "hidden", "all_after", "hidden_after", "n_users", "n_songs", "users_without_visible"]
    found = db.execute("""
        SELECT count(*), count(*) FILTER (side < 2), count(*) FILTER (side = 2),
               (SELECT count(*) FROM plays), (SELECT count(*) FROM plays WHERE side = 2),
               (SELECT count(*) FROM users), (SELECT count(*) FROM kept),
               count(DISTINCT user_id) FILTER (side = 2 AND user_id NOT IN (SELECT user_id FROM users))
        FROM triplets
    """).fetchone()
    db.execute("DROP TABLE triplets; DROP TABLE songs")
    return dict(zip(names, found))


# matrices


def matrix(db, where):
    """Songs x users: pairs that repeat add up, cells sorted by song and user, ends of the rows counted."""
    cells = db.execute(
        f"SELECT song, user, sum(plays)::FLOAT AS plays FROM plays WHERE {where} GROUP BY song, user ORDER BY song, user"
    ).fetchnumpy()
    n_songs, n_users = (one(db, f"SELECT count(*) FROM {table}") for table in ("kept", "users"))
    ends = np.concatenate([[0], np.cumsum(np.bincount(cells["song"], minlength=n_songs))]).astype(np.int32)
    return csr_matrix((cells["plays"], cells["user"], ends), shape=(n_songs, n_users))


# MUSIC


def vectors(db):
    """Songs with ten numbers each: features, raw and as z-scores over the heard songs that have all six, times the weights."""
    complete = " AND ".join(f"{name} IS NOT NULL AND NOT isnan({name})" for name in folder.FEATURES)
    sample = ", ".join(f"avg({name}) AS mean_{name}, stddev_pop({name}) AS sd_{name}" for name in folder.FEATURES)
    standard = {name: f"(({name} - mean_{name}) / if(sd_{name} > 0, sd_{name}, 1))" for name in folder.FEATURES}
    columns = []
    for scale, cells in {"raw": {name: name for name in folder.FEATURES}, "z": standard}.items():
        for axis in range(5):
            weights = zip(folder.FEATURES, folder.WEIGHTS[:, axis])
            terms = (f"{cells[name]}::DOUBLE * ({weight}::DOUBLE)" for name, weight in weights)
            columns.append(f"{' + '.join(terms)} AS {scale}{axis}")
    db.execute(f"""
        CREATE TABLE vectors AS
            WITH sample AS (SELECT {sample} FROM catalogue WHERE {complete}
                            AND sparse_index IN (SELECT DISTINCT song FROM plays WHERE side < 2))
            SELECT sparse_index AS song, {", ".join(columns)} FROM catalogue, sample WHERE {complete};
    """)


def five(scale, of=""):
    return f"if({of}{scale}0 IS NULL, NULL, [{', '.join(f'{of}{scale}{axis}' for axis in range(5))}])"


def save_songs(db, out):
    write(db, out, "song_df", "SELECT * REPLACE (sparse_index::BIGINT AS sparse_index) FROM catalogue")
    write(db, out, "song_mapping", "SELECT sparse_index::BIGINT AS sparse_index, song_id FROM catalogue")
    music = ", ".join(f"{five(scale)} AS {column}" for scale, column in SCALES.items())
    write(db, out, "song_music", f"""SELECT sparse_index::BIGINT AS sparse_index, song_id, {music}
        FROM catalogue LEFT JOIN vectors ON song = sparse_index""")


def save_users(db, out):
    """All of a user in one pass over the rows; of those whose deviations lose digits that way, the rows a second time."""
    axes = [f"{scale}{axis}" for scale in SCALES for axis in range(5)]
    sums = ", ".join(f"sum({axis} * plays) AS s_{axis}, sum({axis} * {axis} * plays) AS q_{axis}" for axis in axes)
    mean = ", ".join(f"s_{axis} / weight AS {axis}" for axis in axes)
    off = ", ".join(f"sqrt(greatest(q_{axis} / weight - (s_{axis} / weight) ** 2, 0)) AS {axis}" for axis in axes)
    lost = " OR ".join(f"q_{axis} / weight - (s_{axis} / weight) ** 2 < {CANCELLED} * q_{axis} / weight" for axis in axes)
    again = ", ".join(f"sqrt(sum((v.{axis} - means.{axis}) ** 2 * plays) / sum(plays)) AS {axis}" for axis in axes)
    db.execute(f"""
        CREATE TABLE histories AS
            SELECT user, count(*) AS num_songs, bool_and(side = 1) AS is_test, list(song ORDER BY place) AS songs,
                   sum(plays)::BIGINT AS plays, sum(plays) FILTER (raw0 IS NOT NULL)::DOUBLE AS weight, {sums}
            FROM plays LEFT JOIN vectors USING (song) WHERE side < 2 GROUP BY user;
        CREATE TABLE means AS SELECT user, {mean} FROM histories WHERE weight IS NOT NULL;
        CREATE TABLE lost AS SELECT user FROM histories WHERE {lost};
        CREATE TABLE deviations AS
            SELECT user, {off} FROM histories WHERE weight IS NOT NULL AND user NOT IN (FROM lost)
            UNION ALL
            SELECT plays.user, {again} FROM plays JOIN vectors v USING (song) JOIN means ON means.user = plays.user
            WHERE side < 2 AND plays.user IN (FROM lost) GROUP BY plays.user;
    """)
    write(db, out, "user_df", f"""
        SELECT users.user::BIGINT AS sparse_index, user_id, {five("raw", "m.")} AS MUSIC, num_songs, is_test,
               songs AS song_sparse_indices, plays, {five("raw", "d.")} AS MUSIC_sd,
               {five("z", "m.")} AS MUSIC_z, {five("z", "d.")} AS MUSIC_z_sd
        FROM users JOIN histories USING (user) LEFT JOIN means m USING (user) LEFT JOIN deviations d USING (user)""")
    write(db, out, "user_mapping", "SELECT user::BIGINT AS sparse_index, user_id FROM users")


def write(db, out, name, query):
    db.execute(f"COPY ({query} ORDER BY sparse_index) TO '{out / name}.parquet' {ZSTD}")


if __name__ == "__main__":
    main()
