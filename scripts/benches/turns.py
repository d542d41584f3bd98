"""Programs measured in turns A B A B ..., and what their figures come to."""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "clients"))
from measured import headline, in_a_line, measured  # noqa: E402, F401: it lies with the clients, which measure too

FIGURES = ["wall", "cpu", "peak"]


def in_turns(programs, n_runs, before=lambda name: None, look=lambda name, out: {}):
    """{program: its figures of every run}; `programs` is {name: (folder that it writes, command)}, fresh in every turn.

    `before` is called ahead of a turn, `look` behind it, for figures from what was written.
    """
    samples = {name: [] for name in programs}
    for number in range(n_runs):
        for name, (out, command) in programs.items():
            print(f"run {number + 1} of {n_runs}: {name}", file=sys.stderr)
            shutil.rmtree(out, ignore_errors=True)
            before(name)
            cost = measured(command)
            samples[name].append({figure: cost[figure] for figure in FIGURES} | look(name, out))
            shutil.rmtree(out, ignore_errors=True)
    return samples


def medians(samples):
    return {name: {figure: statistics.median(run[figure] for run in runs) for figure in runs[0]}
            for name, runs in samples.items()}


def spread(runs, figure):
    return min(run[figure] for run in runs), max(run[figure] for run in runs)


def machine():
    """What the figures hang on."""
    return {
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "load": os.getloadavg()[0],
    }


def cpu_model():
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def on(machine):
    """The machine in a line."""
    loaded = f"load {machine['load']:.1f} before" if machine["load"] >= 0.5 else "idle before"
    return f"{machine['cpu']}, {machine['cores']} cores, {machine['memory'] / 2**30:.0f} GiB, {loaded}"


def version(program):
    return subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def save(report, path):
    path.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
