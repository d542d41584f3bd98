"""A report as a browser sees it: report_in_chromium.py FILE.html [--shots DIR]

Opens the page in headless Chromium (Debian's package `chromium`) and holds that it complains about nothing, asks for
nothing, has its sections, fits a phone, follows light and dark mode, and prints. With --shots, pictures of the whole page
at two widths in both modes are left in DIR, for people to look at. Python's standard library only.
"""

import argparse
import html
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

SECTIONS = [
    "The question", "The answer", "From raw rows to judged users", "League table", "Differences between models",
    "Recall against list length", "Head, middle and tail", "Accuracy against diversity", "The MUSIC space",
    "Users and their lists", "How it was judged", "Metric cards", "Users left out", "The manifest",
]
WIDTHS = [360, 390, 640, 641, 1280]
DARK, LIGHT = "0", "1"
NO_NETWORK = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr", "--hide-scrollbars", "--virtual-time-budget=4000",
]


def chromium(profile, *arguments):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.exit("report_in_chromium: expected chromium on the path (apt-get install chromium), found none")
    command = [program, *FLAGS, f"--user-data-dir={profile}", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def complaints(run):
    return [line for line in run.stderr.splitlines() if "CONSOLE" in line]


class Page(HTMLParser):
    """What can be said of the page without a browser."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.pointers, self.loads, self.levels, self.tags, self.bare_heads = [], [], [], [], {}, 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if "id" in attributes:
            self.ids.append(attributes["id"])
        self.pointers += (attributes.get("aria-labelledby") or "").split()
        if (attributes.get("href") or "").startswith("#"):
            self.pointers.append(attributes["href"][1:])
        self.loads += [f"{tag} {name}={value}" for name, value in attributes.items()
                       if name in ("src", "href", "srcset", "data", "action", "poster") and not (value or "").startswith("#")]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th" and "scope" not in attributes:
            self.bare_heads += 1


def check_text(text):
    page = Page(text)
    assert not page.loads, f"expected nothing to load, found {page.loads[:3]}"
    assert not page.tags.get("script"), "expected no script"
    styles = " ".join(re.findall(r"<style>(.*?)</style>", text, re.S))
    assert "@import" not in styles and "url(" not in styles, "expected a style sheet that loads nothing"
    assert len(page.ids) == len(set(page.ids)), "expected ids that are there once"
    assert set(page.pointers) <= set(page.ids), f"expected anchors for {set(page.pointers) - set(page.ids)}"
    assert page.levels[0] == 1 and page.levels.count(1) == 1, "expected one h1, first"
    steps = [below - above for above, below in zip(page.levels, page.levels[1:])]
    assert max(steps) <= 1, "expected headings that skip no level"
    assert page.bare_heads == 0, "expected table heads with a scope"
    assert not re.search(r"(?<![\w-])(NaN|-?inf(inity)?)(?![\w-])", re.sub(r"<(style|pre).*?</\1>", "", text, flags=re.S)), \
        "expected numbers, found NaN or infinity"


def check_dom(folder, page, text):
    guarded = folder / "guarded.html"
    guarded.write_text(text.replace("<head>", "<head>" + NO_NETWORK, 1), encoding="utf-8")
    for opened in [page, guarded]:
        run = chromium(folder / "profile", "--dump-dom", opened.as_uri())
        assert not complaints(run), f"expected a silent console, found {complaints(run)}"
        found = re.findall(r"<h2[^>]*>(.*?)</h2>", run.stdout, re.S)
        assert [html.unescape(words) for words in found] == SECTIONS, f"expected all sections, found {found}"


def measured(folder, text, scheme):
    """For each width: width and height of the content, the background that the page has in this mode, the least height of
    a letter in charts, texts that are cut off there, and tables that scroll sideways, those that are folded away included."""
    frames = "".join(f'<iframe width="{width}" height="800" style="border:0" srcdoc="{html.escape(text)}"></iframe>'
                     for width in WIDTHS)
    script = """<script>addEventListener("load", () => { document.title = [...document.querySelectorAll("iframe")].map(frame => {
        const root = frame.contentDocument.documentElement, style = frame.contentWindow.getComputedStyle(root.querySelector("body"));
        const texts = [...root.querySelectorAll("figure > svg text")].map(text => text.getBoundingClientRect().height).filter(Boolean);
        const cut = [...root.querySelectorAll("svg text")].filter(text => { const svg = text.closest("svg").getBoundingClientRect(),
            own = text.getBoundingClientRect();
            return own.width && (own.left < svg.left - 1 || own.right > svg.right + 1 || text.textContent.includes("\u2026")); });
        const measures = [root.scrollWidth, root.scrollHeight, style.backgroundColor.match(/\\d+/g).join(" "), Math.min(...texts, 99),
            cut.length + " " + cut.slice(0, 3).map(text => text.textContent.trim().replace(/[,;]/g, " ")).join(" / ")];
        root.querySelectorAll("details").forEach(part => { part.open = true });
        const scrolling = [...root.querySelectorAll(".scroll")].filter(box => box.scrollWidth > box.clientWidth + 1);
        return [...measures, scrolling.map(box => box.getAttribute("aria-label").replace(/[,;]/g, " ")).join(" / ")].join(",")
    }).join(";") })</script>"""
    wrapper = folder / "measured.html"
    wrapper.write_text(f"<!doctype html><meta charset=utf-8><title>none</title>{script}{frames}", encoding="utf-8")
    run = chromium(folder / "profile", f"--blink-settings=preferredColorScheme={scheme}", "--dump-dom", wrapper.as_uri())
    title = html.unescape(re.search(r"<title>(.*?)</title>", run.stdout, re.S)[1])
    assert title != "none", f"expected measures, found none: {run.stderr[-400:]}"
    return [frame.split(",") for frame in title.split(";")]


def check_layout(folder, text):
    light, dark = measured(folder, text, LIGHT), measured(folder, text, DARK)
    for width, (content, _, _, smallest, cut, scrolling) in zip(WIDTHS, light):
        assert int(content) <= width, f"expected no overflow at {width} px, found {content} px"
        assert float(smallest) >= 9.5, f"expected letters to read at {width} px, found a line of {smallest} px"
        assert cut.startswith("0 "), f"expected whole words in charts at {width} px, found {cut}"
        assert width > 640 or not scrolling, f"expected tables as cards at {width} px, found some that scroll: {scrolling}"
    brightness = [sum(map(int, frames[0][2].split()[:3])) / 3 for frames in (light, dark)]
    assert brightness[0] > 200 and brightness[1] < 60, f"expected a light and a dark page, found {brightness}"
    return {width: int(frame[1]) for width, frame in zip(WIDTHS, light)}


def with_long_names(text):
    """The page as it is when stages, and so models, have long names of one word."""
    name = 12 * "als_model_"
    cards = re.sub(r'<dl class="card">.*?</dl>', lambda card: card[0].replace("<dt>", "<dt>" + name), text, flags=re.S)
    return re.sub(r'(<th class="n" scope="col"><span class="model">.*?<bdi>)', r"\1" + name, cards, flags=re.S)


def check_long_names(folder, text):
    for width, (content, _, _, _, _, scrolling) in zip(WIDTHS, measured(folder, with_long_names(text), LIGHT)):
        assert int(content) <= width, f"expected no overflow at {width} px with long names, found {content} px"
        assert width != max(WIDTHS) or not scrolling, f"expected room for long names at {width} px, found {scrolling}"


def check_print(folder, page):
    paper = folder / "report.pdf"
    run = chromium(folder / "profile", f"--print-to-pdf={paper}", "--no-pdf-header-footer", page.as_uri())
    assert paper.exists(), f"expected a printed page, found {run.stderr[-400:]}"
    content = paper.read_bytes()
    n_sheets = len(re.findall(rb"/Type\s*/Page\b", content))
    assert content.startswith(b"%PDF") and n_sheets > 1, f"expected several sheets, found {n_sheets}"
    return n_sheets


def take_shots(folder, text, heights, shots):
    shots.mkdir(parents=True, exist_ok=True)
    for width in (390, 1280):
        height = min(heights[width], 16_000)
        frame = folder / f"frame{width}.html"
        frame.write_text(f'<!doctype html><meta charset=utf-8><body style="margin:0"><iframe width="{width}" height="{height}" '
                         f'style="border:0;display:block" srcdoc="{html.escape(text)}"></iframe>', encoding="utf-8")
        for mode, scheme in (("light", LIGHT), ("dark", DARK)):
            chromium(folder / "profile", f"--blink-settings=preferredColorScheme={scheme}",
                     f"--screenshot={shots / f'report-{width}-{mode}.png'}", f"--window-size={width},{height}", frame.as_uri())
    shutil.copy(folder / "report.pdf", shots / "report.pdf")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("page", type=pathlib.Path)
    arguments.add_argument("--shots", type=pathlib.Path)
    options = arguments.parse_args()
    text = options.page.read_text(encoding="utf-8")
    check_text(text)
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        folder = pathlib.Path(name)
        page = folder / "report.html"
        page.write_text(text, encoding="utf-8")
        check_dom(folder, page, text)
        heights = check_layout(folder, text)
        check_long_names(folder, text)
        n_sheets = check_print(folder, page)
        if options.shots:
            take_shots(folder, text, heights, options.shots)
    print(f"report_in_chromium: {len(SECTIONS)} sections, heights {heights}, {n_sheets} printed sheets: as expected")


if __name__ == "__main__":
    main()
