"""What a million triplets cost tastemill, from small samples to three times the Taste Profile.

    scaling.py PROGRAM FOLDER [--triplets 483736,4837359,48373586,145120758] [--runs 5] [--docs]

The whole job without HDF5, sizes in turns. The largest sample takes 9 GB of disk. Figures go to bench-scaling.json in
FOLDER.
"""

import argparse
import json
import sys
from pathlib import Path

import inputs
import page
import turns

SIZES = [inputs.FULL // 100, inputs.FULL // 10, inputs.FULL, inputs.FULL * 3]


def main():
    arguments = parse()
    folder, program = arguments.folder, arguments.program.resolve()
    plan, out = inputs.plan_without_hdf5(folder), folder / "turns" / "scaling"
    samples_of = {f"{n:,}": inputs.sample(program, folder, n) for n in arguments.triplets}
    programs = {name: (out, inputs.run(program, plan, data, out)) for name, data in samples_of.items()}
    about = {"machine": turns.machine(), "versions": {"tastemill": turns.version(program)}, "runs": arguments.runs,
             "command": sys.argv}
    samples = turns.in_turns(programs, arguments.runs, before=lambda name: inputs.warm(samples_of[name]), look=rows_read)
    report = {**about, "medians": turns.medians(samples), "samples": samples}
    turns.save(report, folder / "bench-scaling.json")
    tell(report)
    if arguments.docs:
        title = f"{turns.headline(report['runs']).capitalize()}:"
        lines = [title, "", *page.table(HEAD, rows(report)), "", f"On: {surroundings(report)}."]
        page.rewrite("scaling", lines)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", metavar="PROGRAM", type=Path)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--triplets", type=lambda sizes: [int(size) for size in sizes.split(",")], default=SIZES)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--docs", action="store_true")
    return parser.parse_args()


def rows_read(_, out):
    """Triplets of all three files: the manifest has counted them."""
    manifest = json.loads((out / "latest" / "manifest.json").read_text("utf-8"))
    return {"triplets": manifest["counts"]["raw_triplets"]}


HEAD = ["train triplets", "triplets in all", "wall s", "CPU s", "CPU s a million", "peak GB"]


def rows(report):
    return [[name, f"{int(cost['triplets']):,}", f"{cost['wall']:.2f}", f"{cost['cpu']:.2f}",
             f"{cost['cpu'] / cost['triplets'] * 1e6:.3f}", f"{cost['peak'] / 1e9:.2f}"]
            for name, cost in report["medians"].items()]


def surroundings(report):
    return f"{turns.on(report['machine'])}; {report['versions']['tastemill']}"


def tell(report):
    print(f"the main job without HDF5, {turns.headline(report['runs'])}")
    for cells in [HEAD, *rows(report)]:
        print("".join(f"{cell:>17}" for cell in cells))
    print(surroundings(report))


if __name__ == "__main__":
    turns.in_a_line(main)
