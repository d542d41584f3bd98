"""The songs of the tests as pandas keeps them in HDF5. Call once with each version: python song_tables.py FOLDER

Writes, gzipped, for the version of pandas that runs it: `songs-VERSION.h5` (one frame), `table-VERSION.h5` (format
"table", zlib), `indexed-VERSION.h5` (song_id as the index), `several-VERSION.h5` (two frames: songs, more/others) and
`empty-VERSION.h5` (no row).
"""

import gzip
import sys
import tempfile
import warnings
from pathlib import Path

import pandas as pd

warnings.simplefilter("ignore")  # 0.24 warns of itself
COLUMNS = "song_id track_id artist_name title danceability energy instrumentalness liveness loudness valence year".split()
SONGS = [
    ("Aja", "TRA", "Steely Dan", "Aja", 0.5, 0.25, 0.5, 0.125, -10, 0.75, 1977),
    ("Bow", "TRB", "Ann O", "b'Bow \\xc3\\xab'", 0.25, 0.5, 0, 0.25, -6, 0.5, 0),
    ("Cry", "TRC", "Godley", None, 0.75, 0.5, 0.25, 0.5, -8, 0.25, 1985),
    ("Dew", "TRD", "", "Dew", 0.5, 0.5, 0.5, 0.5, -4, 0.5, 2001),
    ("Elm", "TRE", "Nobody", "Elm", 0.5, 0.5, 0.5, None, -4, 0.5, 2002),
]


def main():
    folder, version = Path(sys.argv[1]), pd.__version__.rsplit(".", 1)[0]
    songs = pd.DataFrame(SONGS, columns=COLUMNS)
    files = {
        "songs": [("df", songs, {})],
        "table": [("df", songs, {"format": "table", "data_columns": ["song_id"], "complib": "zlib", "complevel": 5})],
        "indexed": [("df", songs.set_index("song_id"), {})],
        "empty": [("df", songs.head(0), {})],
        "several": [("songs", songs, {}), ("more/others", songs.head(2), {})],
    }
    for name, frames in files.items():
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "frames.h5"
            for key, frame, options in frames:
                frame.to_hdf(str(path), key=key, **options)
            packed = gzip.compress(path.read_bytes(), 9)
        (folder / "{}-{}.h5.gz".format(name, version)).write_bytes(packed)


main()
