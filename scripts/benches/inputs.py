"""What the benches read: samples of `tastemill synth`, made once for a size and kept, and the plan that runs on them."""

import re
import shutil
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PLAN = REPOSITORY / "pipelines" / "msd.toml"
FULL = 48_373_586  # train triplets of the Taste Profile
TRAIN = "train_triplets.txt"
SONGS_HDF5 = "full_msd_with_audio_features.h5"
SONGS = "full_msd_with_audio_features.parquet"


def sample(program, folder, n_triplets):
    """The folder with a sample of that many train triplets, its songs as HDF5 and as Parquet."""
    data = folder / f"input-{n_triplets}"
    if not data.exists():
        making = folder / f"input-{n_triplets}.new"
        shutil.rmtree(making, ignore_errors=True)
        command(program, "synth", "--quiet", "--triplets", n_triplets, "--out", making)
        command(program, "convert", "--quiet", making / SONGS_HDF5, making / SONGS)
        making.rename(data)
    return data


def command(*arguments):
    subprocess.run([str(argument) for argument in arguments], stdout=subprocess.DEVNULL, check=True)


def plan_without_hdf5(folder):
    """msd.toml with the Parquet file alone where it writes both."""
    text, n = re.subn(r'\["\w+\.h5", ("\w+\.parquet")\]', r"\1", PLAN.read_text("utf-8"))
    assert n == 4 and not re.search(r"writes.*\.h5", text), f"{PLAN}: expected four tables in HDF5 and Parquet, found {n}"
    path = folder / "main.toml"
    path.write_text(text, "utf-8")
    return path


def run(program, plan, data, out, *options):
    """The command that runs the plan; songs come from Parquet."""
    options = ("--source", f"songs={SONGS}", *options)
    return [program, "run", plan, "--quiet", "--data", data, "--out", out, *options]


def warm(*paths):
    """Reads the files, or all files of the folders, into the page cache."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                with open(file, "rb", buffering=0) as source:
                    while source.read(1 << 24):
                        pass
