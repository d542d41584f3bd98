"""Implicit ALS by tastemill and by the library implicit: the same plays, the same settings, in turns.

    models.py PROGRAM FOLDER [--triplets 12093396] [--data DIR] [--runs 5] [--users 100000] [--docs]

What is compared is the fit, and the best 500 songs of so many users, songs that they know left out. tastemill writes its
lists as a Parquet file within the time that is measured, implicit does not. Both models' lists are then judged by
tastemill against the same hidden plays. Figures go to bench-models.json in FOLDER.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

import inputs
import page
import turns

OURS, THEIRS = "tastemill", "implicit"
SETTINGS = 'factors = 64, iterations = 15, solver = "cg", cg_steps = 3, confidence = "log", alpha = 10, regularization = 0.01'


def main():
    arguments = parse()
    folder, program = arguments.folder, arguments.program.resolve()
    data = arguments.data or inputs.sample(program, folder, arguments.triplets)
    plans = write_plans(folder, arguments.users)
    base = folder / "models-base"
    shutil.rmtree(base, ignore_errors=True)
    print("the plays as matrices", file=sys.stderr)
    inputs.command(*run(program, plans["base"], data, base))
    ours, theirs = folder / "turns" / "models", folder / "turns" / "implicit"
    peer = inputs.REPOSITORY / "scripts" / "peers" / "implicit_als.py"
    programs = {OURS: (ours, run(program, plans["ours"], data, ours)),
                THEIRS: (theirs, [sys.executable, "-W", "error", peer, base / "latest", theirs, "--users", arguments.users])}
    about = {"machine": turns.machine(), "versions": versions(program), "runs": arguments.runs, "users": arguments.users,
             "command": sys.argv}
    samples = turns.in_turns(programs, arguments.runs, look=look)
    report = {**about, "medians": turns.medians(samples), "samples": samples,
              "quality": quality(arguments, program, plans, data, base, peer)}
    turns.save(report, folder / "bench-models.json")
    tell(report)
    if arguments.docs:
        page.rewrite("models", [f"{headline(report)}:", "", *page.table(HEAD, rows(report)), "",
                                *page.table(QUALITY_HEAD, quality_rows(report)), "", f"On: {surroundings(report)}."])


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", metavar="PROGRAM", type=Path)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--triplets", type=int, default=inputs.FULL // 4)
    parser.add_argument("--data", type=lambda path: Path(path).resolve())
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--docs", action="store_true")
    return parser.parse_args()


def run(program, plan, data, out):
    return [program, "run", plan, "--quiet", "--data", data, "--out", out]


# plans

def sources(rankings=""):
    return f"""
[sources]
train   = "train_triplets.txt"
visible = "EvalDataYear1MSDWebsite/year1_test_triplets_visible.txt"
hidden  = "EvalDataYear1MSDWebsite/year1_test_triplets_hidden.txt"
songs   = ["{inputs.SONGS}", "full_msd_with_audio_features.csv", "{inputs.SONGS_HDF5}"]
{rankings}"""


def stage(name, kind, **parts):
    return "\n".join([f'[[stage]]\nname = "{name}"\nrun = "{kind}"', *(f"{part} = {text}" for part, text in parts.items())])


PLAYS = [
    stage("songs", "read-songs", sources='{ songs = "songs" }', writes='{ songs = "songs" }'),
    stage("listen", "read-triplets", sources='{ train = "train", visible = "visible", hidden = "hidden" }',
          reads='{ songs = "songs" }', writes='{ plays = "plays" }'),
]
MATRICES = stage(
    "matrices", "build-matrices", reads='{ plays = "plays" }',
    writes='{ train = "train_sparse.npz", test = "test_sparse.npz", users = "user_mapping.parquet", '
           'songs = "song_mapping.parquet" }')
FIT = stage("fit", "fit-als", reads='{ plays = "plays" }', writes='{ model = "factors" }', **{"with": f"{{ {SETTINGS} }}"})
POPULAR = stage("popular", "fit-popularity", reads='{ plays = "plays" }', writes='{ model = "popular" }')
FOREIGN = stage("implicit", "read-rankings", sources='{ rankings = "rankings" }', reads='{ plays = "plays" }',
                writes='{ rankings = "implicit", file = "implicit.parquet" }')
JUDGE = stage("judge", "evaluate", reads='{ plays = "plays", rankings = ["popularity", "als", "implicit"] }',
              writes='{ metrics = "metrics.json", page = "report.md", report = "report.html" }',
              **{"with": '{ convention = "msd", metrics = ["map@500", "ndcg@100"] }'})


def lists(name, model, users):
    return stage(name, "recommend", reads=f'{{ model = "{model}", plays = "plays" }}',
                 writes=f'{{ rankings = "{name}", file = "{name}.parquet" }}', **{"with": f"{{ k = 500, users = {users} }}"})


def write_plans(folder, n_users):
    """{name: file}"""
    parts = {
        "base": [sources(), *PLAYS, MATRICES],
        "ours": [sources(), *PLAYS, FIT, lists("recommend", "factors", n_users)],
        "judge": [sources('rankings = "rankings.parquet"'), *PLAYS, POPULAR, FIT, lists("popularity", "popular", '"judged"'),
                  lists("als", "factors", '"judged"'), FOREIGN, JUDGE],
    }
    paths = {name: folder / f"models-{name}.toml" for name in parts}
    for name, texts in parts.items():
        paths[name].write_text("\n\n".join([f'title = "the bench of models: {name}"\nseed = 2012', *texts]) + "\n", "utf-8")
    return paths


# figures

def look(name, out):
    """What fit and recommend took."""
    if name == THEIRS:
        figures = json.loads((out / "figures.json").read_text("utf-8"))
        spent = {step: figures[step] for step in ("fit", "recommend")}
    else:
        manifest = json.loads((out / "latest" / "manifest.json").read_text("utf-8"))
        spent = {each["stage"]: {"wall": each["seconds"], "cpu": each["cpu_seconds"]} for each in manifest["stages"]}
    return {f"{step}_{figure}": spent[step][figure] for step in ("fit", "recommend") for figure in ("cpu", "wall")}


def quality(arguments, program, plans, data, base, peer):
    """{model: {metric: [mean, low, high]}}, all judged by tastemill on the same users."""
    print("the quality of both", file=sys.stderr)
    theirs, out = arguments.folder / "models-implicit", arguments.folder / "models-judged"
    inputs.command(sys.executable, "-W", "error", peer, base / "latest", theirs, "--users", 1, "--judged")
    inputs.command(*run(program, plans["judge"], data, out), "--source", f"rankings={theirs / 'rankings.parquet'}")
    found = json.loads((out / "latest" / "metrics.json").read_text("utf-8"))
    return {model: {metric: [found[f"{model}.{metric}{end}"] for end in ("", ".low", ".high")]
                    for metric in ("map@500", "ndcg@100")} for model in ("popularity", "als", "implicit")}


def versions(program):
    import implicit
    import numpy
    return {"tastemill": turns.version(program).split()[-1], "implicit": implicit.__version__, "numpy": numpy.__version__}


# what people see

HEAD = ["", "fit CPU s", "fit wall s", "recommend CPU s", "recommend wall s", "peak GB"]
QUALITY_HEAD = ["lists", "MAP@500", "NDCG@100"]


def rows(report):
    ours, theirs = (report["medians"][name] for name in (OURS, THEIRS))
    figures = ["fit_cpu", "fit_wall", "recommend_cpu", "recommend_wall"]
    row = [[name, *(f"{medians[figure]:.2f}" for figure in figures), f"{medians['peak'] / 1e9:.2f}"]
           for name, medians in ((OURS, ours), (THEIRS, theirs))]
    return [*row, ["ratio", *(f"{theirs[figure] / ours[figure]:.2f}" for figure in [*figures, "peak"])]]


def quality_rows(report):
    interval = "{:.4f} [{:.4f}, {:.4f}]".format
    return [[model, *(interval(*metrics[metric]) for metric in ("map@500", "ndcg@100"))]
            for model, metrics in report["quality"].items()]


def headline(report):
    return f"64 factors, 15 iterations, lists of 500 for {report['users']:,} users; {turns.headline(report['runs'])}"


def surroundings(report):
    return f"{turns.on(report['machine'])}; " + ", ".join(f"{name} {number}" for name, number in report["versions"].items())


def tell(report):
    print(headline(report))
    for head, lines in ((HEAD, rows(report)), (QUALITY_HEAD, quality_rows(report))):
        print()
        for line in [head, *lines]:
            print("".join(f"{cell:<28}" if at == 0 else f"{cell:>26}" for at, cell in enumerate(line)))
    print(f"\n{surroundings(report)}")


if __name__ == "__main__":
    turns.in_a_line(main)
