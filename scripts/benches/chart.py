"""Bars for three figures of some programs, as SVG that can be read on white and on black, without anybody's library."""

from html import escape

WIDTH, LEFT, GAP, ROW, TOP = 1200, 232, 28, 40, 112
STYLE = """
text{fill:#1f2328;font-family:system-ui,sans-serif;font-variant-numeric:tabular-nums}
.title{font-size:24px;font-weight:700}
.heading{font-size:16px;font-weight:600}
.label{font-size:14px;font-weight:500}
.value{font-size:13px;font-weight:600}
.small{font-size:13px;fill:#59636e}
.card{fill:#fff;stroke:#d1d9e0}
.axis{stroke:#d1d9e0}
.ours{fill:#0072b2}
.other{fill:#a9b4c0}
.spread{stroke:#4f5b67;stroke-width:1.5}
@media (prefers-color-scheme:dark){
text{fill:#f0f6fc}
.small{fill:#9198a1}
.card{fill:#0d1117;stroke:#3d444d}
.axis{stroke:#3d444d}
.ours{fill:#3b9ddd}
.other{fill:#59636e}
.spread{stroke:#c4ccd4}
}
"""


def bars(title, note, panels, ours):
    """`panels` is [(heading, {program: (median, smallest, largest)}, text of a value)]; programs in `ours` stand out."""
    programs = list(panels[0][1])
    height = TOP + ROW * len(programs) + 52
    width = (WIDTH - LEFT - 24) / len(panels)
    parts = [f'<text class="title" x="24" y="44">{escape(title)}</text>']
    parts += [f'<text class="label" x="{LEFT - 14}" y="{TOP + ROW * at + 25}" text-anchor="end">{escape(name)}</text>'
              for at, name in enumerate(programs)]
    for number, panel in enumerate(panels):
        parts += column(panel, LEFT + number * width, width - GAP, ours)
    parts.append(f'<text class="small" x="24" y="{height - 18}">{escape(note)}</text>')
    return document(title, note, height, parts)


def column(panel, x, width, ours):
    heading, programs, written = panel
    room = width - 112  # what is left of a bar's place when its label stands behind it
    largest = max(most for _, _, most in programs.values())
    base = programs[ours[0]][0]
    yield f'<text class="heading" x="{x:.1f}" y="{TOP - 16}">{escape(heading)}</text>'
    yield f'<line class="axis" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + ROW * len(programs)}"/>'
    for at, (name, (median, least, most)) in enumerate(programs.items()):
        y, scale = TOP + ROW * at, room / largest
        kind = "ours" if name in ours else "other"
        ratio = "" if name == ours[0] else f" ({times(median / base)})"
        yield f'<rect class="{kind}" x="{x:.1f}" y="{y + 9}" width="{median * scale:.1f}" height="22" rx="2"/>'
        yield f'<line class="spread" x1="{x + least * scale:.1f}" y1="{y + 20}" x2="{x + most * scale:.1f}" y2="{y + 20}"/>'
        yield f'<text class="value" x="{x + most * scale + 7:.1f}" y="{y + 25}">{escape(written(median) + ratio)}</text>'


def times(ratio):
    return f"{ratio:.2f}x"


def document(title, note, height, parts):
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(note)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="12"/>',
        *parts,
        "</svg>",
    ]) + "\n"
