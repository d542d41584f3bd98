"""The tables in docs/performance.md: what stands between a pair of comments is written anew."""

import re

from inputs import REPOSITORY

PAGE = REPOSITORY / "docs" / "performance.md"
IMAGES = REPOSITORY / "docs" / "images"


def rewrite(name, lines):
    """Puts the lines between `<!-- bench NAME -->` and `<!-- end -->`."""
    text = PAGE.read_text("utf-8")
    mark = f"<!-- bench {name} -->\n"
    block = re.compile(re.escape(mark) + r".*?<!-- end -->", re.DOTALL)
    assert len(block.findall(text)) == 1, f"{PAGE}: expected one block {mark.strip()}"
    PAGE.write_text(block.sub(lambda _: mark + "\n".join(["", *lines, "", "<!-- end -->"]), text), "utf-8")


def table(head, rows):
    """A Markdown table; the first column is text, the others are figures."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return ["| " + " | ".join(cells) + " |" for cells in (head, rule, *rows)]
