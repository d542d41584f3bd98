"""Instructions of the hot path under callgrind, beside the figures that were recorded.

    instructions.py PROGRAM FIGURES [--record]

FIGURES is JSON: {part: instructions}. A part is a few functions that do not call each other, each with all that it calls.
One thread, a sample made from a seed: the figures differ by a fraction of a per cent from one run and machine to another.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SLACK = 0.05
# The C library's copying and comparing without what only some processors have.
PLAIN = {"OPENBLAS_NUM_THREADS": "1", "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-ERMS"}
TRIPLETS = 100_000
PARTS = {
    "triplet reader": ["ingest::triplet_block::read_block"],
    "coder": [
        "ingest::interner::Interner::number",
        "matrices::numbering::ranks",
        "matrices::numbering::numbered_songs",
        "matrices::history::history",
    ],
    "play matrix": ["matrices::play_matrix::play_matrix"],
}
PLAN = Path(__file__).resolve().parents[2] / "pipelines" / "msd.toml"


def counted(program):
    """{function: instructions with all that it calls}."""
    with tempfile.TemporaryDirectory() as folder:
        data, out, counts = Path(folder, "data"), Path(folder, "runs"), Path(folder, "counts")
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([program, "synth", "-q", "--triplets", str(TRIPLETS), "--out", data], **quiet)
        counting = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={counts}"]
        run = [program, "run", PLAN, "--data", data, "--out", out, "--threads", "1", "-q"]
        subprocess.run(counting + run, env=os.environ | PLAIN, **quiet)
        table = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", "--auto=no", counts],
                               check=True, capture_output=True, text=True).stdout
    functions = {}
    for line in table.splitlines():  # "1,234 ( 5.6%)  file:function [program]", the program not always
        number, _, rest = line.strip().partition(" ")
        name = rest.partition(" [")[0].rpartition(".rs:")[2].rstrip()
        if name and number.replace(",", "").isdigit():
            # Code of other files that became part of a function stands on lines of its own, each less than the whole.
            functions[name] = max(functions.get(name, 0), int(number.replace(",", "")))
    return functions


def parts(program):
    functions = counted(program)
    missing = [name for names in PARTS.values() for name in names if name not in functions]
    if missing:
        sys.exit(f"error: instructions: expected the functions in the program, found no {', '.join(missing)}\n"
                 "hint: where one was renamed or became part of another, change PARTS and record anew")
    return {part: sum(functions[name] for name in names) for part, names in PARTS.items()}


def main(program, figures, *options):
    figures, found = Path(figures), parts(program)
    if "--record" in options:
        figures.write_text(json.dumps(found, indent=2) + "\n")
    recorded = json.loads(figures.read_text())
    slower = []
    for part, n in found.items():
        ratio = n / recorded[part]
        print(f"{part:15} {n:12,} instructions, {ratio:.3f} of what was recorded")
        if ratio > 1 + SLACK:
            slower.append(part)
        elif ratio < 1 - SLACK:
            print(f"{'':15} faster than recorded: scripts/instructions --record keeps it so")
    if slower:
        sys.exit(f"error: instructions: expected at most {1 + SLACK:.2f} of the figures recorded in {figures}, "
                 f"found more: {', '.join(slower)}\n"
                 "hint: if that is the price of something better, say so in the commit and run scripts/instructions --record")


if __name__ == "__main__":
    main(*sys.argv[1:])
