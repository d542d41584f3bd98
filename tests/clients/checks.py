"""One line per check and a closing count: what compare.py and expected.py print."""

LONGEST = 400  # characters of a difference; a user's list of songs can be thousands long


class Checks:
    """Runs checks, prints what became of each, and knows how many failed."""

    def __init__(self):
        self.passed = self.failed = 0

    def run(self, name, check, *arguments):
        """Calls `check`; it returns nothing, or what is wrong, or raises."""
        try:
            what = check(*arguments)
        except Exception as error:  # a file that cannot be read is a finding, not a crash
            what = f"{type(error).__name__}: {error}"
        if what:
            self.failed += 1
            print(f"DIFF {name}: {' '.join(str(what).split())[:LONGEST]}")
        else:
            self.passed += 1
            print(f"ok  {name}")

    def close(self):
        """Prints the count and gives the exit code."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def unlike(found, expected):
    """Words for a difference, None if there is none."""
    return None if found == expected else f"expected {expected!r}, found {found!r}"
