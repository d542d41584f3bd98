"""What the README shows: a run in scipy and pandas. Call: python -W error quickstart.py RUN_DIR"""
import sys, pandas as pd, scipy.sparse as sp  # noqa: E401

run, tables = sys.argv[1], ("user_df", "song_df", "user_mapping", "song_mapping")
train, test = (sp.load_npz(f"{run}/{side}_sparse.npz") for side in ("train", "test"))
users, songs, user_ids, song_ids = (pd.read_parquet(f"{run}/{name}.parquet") for name in tables)
print(train.shape, test.shape, users.shape, songs.shape, user_ids.shape, song_ids.shape)
top = pd.Series(train[:, [users.plays.idxmax()]].toarray().ravel(), name="plays").nlargest(5)
titles = songs[["artist_name", "title"]].join(top[top > 0], how="right")
print(users.user_id[users.plays.idxmax()], titles.to_string(index=False), sep="\n")
