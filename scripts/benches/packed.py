"""Reading a packed train file beside nothing but unpacking it.

    packed.py PROGRAM FOLDER [--triplets 48373586] [--runs 5] [--docs]

A plan of the stages read-songs and read-triplets alone runs on the train file plain, as gzip and as zstd, in turns with
`gzip -dc` and `zstd -dc` (Arrow's unpacking where there is no zstd) to nowhere. Figures go to bench-packed.json in FOLDER.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import inputs
import page
import turns

PACKINGS = {"gzip": ".gz", "zstd": ".zst"}
BY_ARROW = """
import sys, pyarrow
with pyarrow.input_stream(sys.argv[1], compression=sys.argv[2], buffer_size=1 << 20) as file:
    while file.read(1 << 20): pass
"""


def main():
    arguments = parse()
    folder, program = arguments.folder, arguments.program.resolve()
    data = inputs.sample(program, folder, arguments.triplets)
    files = {"plain": data / inputs.TRAIN, **{name: packed(data / inputs.TRAIN, name) for name in PACKINGS}}
    programs = commands(folder, program, data, files)
    about = {"machine": turns.machine(), "versions": {"tastemill": turns.version(program)}, "runs": arguments.runs,
             "train_triplets": arguments.triplets, "bytes": {name: path.stat().st_size for name, path in files.items()},
             "command": sys.argv}
    samples = turns.in_turns(programs, arguments.runs, before=lambda _: inputs.warm(*files.values()), look=stage)
    report = {**about, "commands": {name: list(map(str, command)) for name, (_, command) in programs.items()},
              "medians": turns.medians(samples), "samples": samples}
    turns.save(report, folder / "bench-packed.json")
    tell(report)
    if arguments.docs:
        lines = [f"{headline(report)}:", "", *page.table(HEAD, rows(report)), "", f"On: {surroundings(report)}."]
        page.rewrite("packed", lines)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", metavar="PROGRAM", type=Path)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("--triplets", type=int, default=inputs.FULL)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--docs", action="store_true")
    return parser.parse_args()


def packed(plain, packing):
    """The train file packed, in a folder beside the sample, so that the sample stays as synth has made it."""
    folder = plain.parent.with_name(f"{plain.parent.name}-packed")
    path = folder / (plain.name + PACKINGS[packing])
    if not path.exists():
        import pyarrow

        folder.mkdir(exist_ok=True)
        making = path.with_suffix(".new")
        with open(plain, "rb") as source, pyarrow.CompressedOutputStream(str(making), packing) as target:
            shutil.copyfileobj(source, target, 1 << 20)
        making.rename(path)
    return path


def commands(folder, program, data, files):
    plan = reading_plan(folder)
    programs = {}
    for name, path in files.items():
        out = folder / "turns" / f"read-{name}"
        programs[f"tastemill, {name}"] = (out, inputs.run(program, plan, data, out, "--source", f"train={path.resolve()}"))
        if name in PACKINGS:
            programs[unpacking(name)] = (out, command(name, path))
    return programs


def unpacking(name):
    return f"{name} -dc" if shutil.which(name) else f"Arrow, {name}"


def command(name, path):
    return [name, "-dc", path] if shutil.which(name) else [sys.executable, "-c", BY_ARROW, path, name]


def reading_plan(folder):
    """msd.toml up to the stage that reads triplets."""
    head, *stages = re.split(r"^(?=\[\[stage\]\])", inputs.PLAN.read_text("utf-8"), flags=re.MULTILINE)
    reading = [stage for stage in stages if re.search(r'^run\s*= "(read-songs|read-triplets)"', stage, re.MULTILINE)]
    assert len(reading) == 2, f"{inputs.PLAN}: expected the stages read-songs and read-triplets"
    path = folder / "reading.toml"
    path.write_text("".join([head, *reading]), "utf-8")
    return path


def stage(name, out):
    """Of tastemill the stage's own seconds too; unpacking has no stages."""
    if not name.startswith("tastemill"):
        return {}
    manifest = json.loads((out / "latest" / "manifest.json").read_text("utf-8"))
    listen = next(stage for stage in manifest["stages"] if stage["run"] == "read-triplets")
    return {"stage_wall": listen["seconds"], "stage_cpu": listen["cpu_seconds"]}


HEAD = ["", "wall s", "CPU s", "read-triplets: wall s", "CPU s"]


def rows(report):
    return [[name, f"{cost['wall']:.2f}", f"{cost['cpu']:.2f}",
             *(f"{cost[figure]:.2f}" if figure in cost else "" for figure in ("stage_wall", "stage_cpu"))]
            for name, cost in report["medians"].items()]


def headline(report):
    sizes = ", ".join(f"{name} {size / 1e6:,.0f} MB" for name, size in report["bytes"].items())
    return f"{report['train_triplets']:,} train triplets ({sizes}), {turns.headline(report['runs'])}"


def surroundings(report):
    unpackers = [first_line(name) for name in PACKINGS if shutil.which(name)]
    return "; ".join([turns.on(report["machine"]), report["versions"]["tastemill"], *unpackers])


def first_line(name):
    return subprocess.run([name, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0].strip("* ")


def tell(report):
    print(headline(report))
    for cells in [HEAD, *rows(report)]:
        print(f"{cells[0]:18}" + "".join(f"{cell:>24}" if at == 2 else f"{cell:>10}" for at, cell in enumerate(cells[1:])))
    print(surroundings(report))


if __name__ == "__main__":
    turns.in_a_line(main)
