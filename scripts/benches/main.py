"""The main job by tastemill and by everything else that people would write it in, in turns.

    main.py PROGRAM FOLDER [--triplets 48373586] [--runs 5] [--peers a,b] [--docs]

The peers are the programs in scripts/peers. All results are compared with tastemill's before anything is timed. Figures
go to bench.json and bench.svg in FOLDER; --docs puts table and chart into docs/ as well.
"""

import argparse
import importlib.metadata as installed
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import chart
import inputs
import page
import turns
import twins
from equal import differences

PEERS = {
    "polars_numpy": "polars + numpy",
    "polars_only": "polars",
    "duckdb_sql": "duckdb",
    "pandas_notebook": "pandas, the notebook",
}
WITH_HDF5 = "tastemill, with HDF5"
OURS = ["tastemill", WITH_HDF5]
MOST_FOR_PANDAS = inputs.FULL // 20
PACKAGES = ["duckdb", "numpy", "pandas", "polars", "pyarrow", "scipy", "tables"]


def main():
    arguments = parse()
    folder, program = arguments.folder, arguments.program.resolve()
    data = inputs.sample(program, folder, arguments.triplets)
    programs = commands(arguments, program, data)
    about = {"machine": turns.machine(), "versions": versions(program), "train_triplets": arguments.triplets,
             "runs": arguments.runs, "command": sys.argv}
    check(programs)
    samples = turns.in_turns(programs, arguments.runs, before=lambda _: inputs.warm(data))
    report = {**about, "commands": {name: list(map(str, command)) for name, (_, command) in programs.items()},
              **results(samples), "samples": samples}
    turns.save(report, folder / "bench.json")
    (folder / "bench.svg").write_text(picture(report), "utf-8")
    tell(report)
    if arguments.docs:
        document(report)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", metavar="PROGRAM", type=Path)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--triplets", type=int, default=inputs.FULL)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", type=lambda names: names.split(","))
    parser.add_argument("--docs", action="store_true")
    arguments = parser.parse_args()
    is_small = arguments.triplets <= MOST_FOR_PANDAS
    if arguments.peers is None:
        arguments.peers = [name for name in PEERS if is_small or name != "pandas_notebook"]
        if not is_small:
            print(f"left out: pandas_notebook, which runs up to {MOST_FOR_PANDAS:,} triplets", file=sys.stderr)
    for name in arguments.peers:
        if name not in PEERS:
            parser.error(f"expected peers among {', '.join(PEERS)}, found {name}")
        if name == "pandas_notebook" and not is_small:
            parser.error(f"expected at most {MOST_FOR_PANDAS:,} triplets for {name}, which holds them several times")
    return arguments


def commands(arguments, program, data):
    """{name: (folder that it writes, command)}"""
    folder = arguments.folder
    plans = dict(zip(OURS, [inputs.plan_without_hdf5(folder), inputs.PLAN]))
    outs = {name: folder / "turns" / name.replace(", ", "-").replace(" ", "-") for name in plans}
    programs = {name: (outs[name], inputs.run(program, plan, data, outs[name])) for name, plan in plans.items()}
    for peer in arguments.peers:
        script, out = inputs.REPOSITORY / "scripts" / "peers" / f"{peer}.py", folder / "turns" / peer
        programs[PEERS[peer]] = (out, [sys.executable, "-W", "error", script, data, out])
    return programs


def check(programs):
    """Every program once: what it makes has to be what tastemill makes."""
    reference = programs[OURS[0]][0]
    shutil.rmtree(reference.parent, ignore_errors=True)
    wrong = []
    for name, (out, command) in programs.items():
        print(f"same results: {name}", file=sys.stderr)
        subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, check=True)
        if out != reference:
            found = differences(reference / "latest", out / "latest" if name in OURS else out)
            wrong += [f"{name}: {what}" for what in found]
            if name == WITH_HDF5:
                wrong += [f"{name}: {what}" for what in twins.differences(out / "latest")]
            shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(reference)
    if wrong:
        sys.exit("\n".join(["error: the results are not the same, so nothing was timed", *wrong]))


def versions(program):
    return {"tastemill": turns.version(program), "python": platform.python_version(),
            **{name: installed.version(name) for name in PACKAGES}}


def results(samples):
    medians = turns.medians(samples)
    ratios = {name: {figure: value / medians[OURS[0]][figure] for figure, value in figures.items()}
              for name, figures in medians.items()}
    return {"medians": medians, "ratios": ratios}


# what people see

HEADS = {"wall": "wall s", "cpu": "CPU s", "peak": "peak GB"}


def shown(figure, value):
    return f"{value / 1e9:.2f}" if figure == "peak" else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def cells(report, name, figure):
    """Median, ratio to tastemill, smallest and largest."""
    least, most = turns.spread(report["samples"][name], figure)
    return (shown(figure, report["medians"][name][figure]), chart.times(report["ratios"][name][figure]),
            f"{shown(figure, least)}-{shown(figure, most)}")


def headline(report):
    return f"{report['train_triplets']:,} train triplets, {turns.headline(report['runs'])}"


def surroundings(report):
    packages = ", ".join(f"{name} {number}" for name, number in report["versions"].items() if name != "tastemill")
    return f"{turns.on(report['machine'])}; {report['versions']['tastemill']}; {packages}"


def tell(report):
    print(headline(report))
    print(f"{'':24}" + "".join(f"{head:>9}{'ratio':>9}{'min-max':>14}" for head in HEADS.values()))
    for name in report["medians"]:
        print(f"{name:24}" + "".join("{:>9}{:>9}{:>14}".format(*cells(report, name, figure)) for figure in HEADS))
    print(surroundings(report))


def picture(report):
    panels = []
    for figure, heading in {"wall": "wall, seconds", "cpu": "CPU, seconds", "peak": "peak memory, GB"}.items():
        values = {name: (median[figure], *turns.spread(report["samples"][name], figure))
                  for name, median in report["medians"].items()}
        panels.append((heading, values, lambda value, figure=figure: shown(figure, value)))
    title = f"The main job on {report['train_triplets']:,} triplets"
    lines = ", lines from smallest to largest" if report["runs"] > 1 else ""
    note = f"{turns.headline(report['runs']).capitalize()}{lines}. {turns.on(report['machine'])}."
    return chart.bars(title, note, panels, OURS)


def document(report):
    """Into docs/: the table, and the chart where the notebook is not among them, which would dwarf all others."""
    has_notebook = PEERS["pandas_notebook"] in report["medians"]
    head = ["program", *(f"{head} | times tastemill | min-max" for head in HEADS.values())]
    head = [cell for part in head for cell in part.split(" | ")]
    rows = [[name, *(cell for figure in HEADS for cell in cells(report, name, figure))] for name in report["medians"]]
    lines = [f"{headline(report)}:", "", *page.table(head, rows), "", f"On: {surroundings(report)}."]
    if not has_notebook:
        (page.IMAGES / "bench.svg").write_text(picture(report), "utf-8")
        lines += ["", "![Bars of wall time, CPU time and peak memory of every program](images/bench.svg)"]
    page.rewrite("notebook" if has_notebook else "main", lines)


if __name__ == "__main__":
    turns.in_a_line(main)
