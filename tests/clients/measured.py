"""What a command costs: seconds, CPU seconds, peak memory.

    measured.py COMMAND [ARGUMENT ...]

Prints one line of JSON; what the command prints is dropped, its errors are not. Made to be called from another program: a
process inherits the peak memory of the one that started it, so that has to be a small one, like this.
"""

import json
import os
import subprocess
import sys
import time


def measured(command):
    """Calls this file on the command; {"wall": s, "cpu": s, "peak": bytes}."""
    done = subprocess.run([sys.executable, "-I", __file__, *map(str, command)], stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"error: exit code {done.returncode}: {' '.join(map(str, command))}")
    return json.loads(done.stdout)


def main(command):
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps({"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * 1024}))
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
