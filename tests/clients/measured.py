"""What a command costs: seconds, CPU seconds, peak memory.

    measured.py COMMAND [ARGUMENT ...]

Prints one line of JSON; what the command prints is dropped, its errors are not. `before` is the CPU time that was spent when
it first had a file open for writing (to 10 ms; none if it was too quick to be seen, or where there is no /proc). Made to be
called from another program: a process inherits the peak memory of the one that started it, so that has to be a small
one, like this.
"""

import json
import os
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")


def measured(command):
    """Calls this file on the command; {"wall": s, "cpu": s, "before": s or None, "peak": bytes}."""
    done = subprocess.run([sys.executable, "-I", __file__, *map(str, command)], stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"error: exit code {done.returncode}: {' '.join(map(str, command))}")
    return json.loads(done.stdout)


def headline(n_runs):
    return "one run" if n_runs == 1 else f"medians of {n_runs} runs in turns"


def in_a_line(main):
    """Calls it; a program or a file that fails is one line, not a traceback."""
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"error: exit code {error.returncode}: {' '.join(map(str, error.cmd))}")
    except OSError as error:
        sys.exit(f"error: {error}")


def main(command):
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    before = None
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        if before is None:
            before = cpu_if_writing(f"/proc/{process.pid}")
        time.sleep(0.002)
    wall = time.perf_counter() - began
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    cost = {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "before": before, "peak": usage.ru_maxrss * 1024}
    print(json.dumps(cost))
    return process.returncode


def cpu_if_writing(process):
    try:
        if any(map(is_written, os.scandir(f"{process}/fd"))):
            with open(f"{process}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / TICKS
    except OSError:  # it has ended meanwhile
        pass
    return None


def is_written(descriptor):
    """A file that may be written to; not a pipe or a device, and not what the process was started with, as a log."""
    path = os.readlink(descriptor.path)
    if int(descriptor.name) <= 2 or not path.startswith("/") or path.startswith(("/dev/", "/proc/")):
        return False
    with open(descriptor.path.replace("/fd/", "/fdinfo/")) as file:
        flags = next(line.split()[1] for line in file if line.startswith("flags:"))
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
