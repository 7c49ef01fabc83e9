"""A terminal's text as a picture (终端截图): one SVG, the same for the same text, without colour or script.

Every run of signs has its place on the grid of columns, so that it looks right in whatever font a reader has: Chinese
signs stand in the middle of their two columns, blocks are drawn as rectangles without gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby, pairwise

from salesctl.render.sanitize import visible
from salesctl.render.width import display_width

_CELL, _LINE, _SIZE = 8.4, 20, 14
_MARGIN, _BAR = 18, 34
_FONT = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace"
_WIDE = "'Noto Sans Mono CJK SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
# Words of ASCII, blocks, and everything else: what a font may draw at any width it likes.
_RUNS = re.compile(r"[!-~]+(?: [!-~]+)*|█+|[^ -~█]+")
_NO_XML = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff\\ud800-\\udfff]")
_STYLE = (
    f"text{{font:{_SIZE}px {_FONT};fill:#1f2328;white-space:pre}}"
    f".w{{font-family:{_WIDE};font-size:15.5px;text-anchor:middle}}.n{{text-anchor:middle}}.c{{font-weight:600}}.t{{font-size:12px;fill:#6e7781;text-anchor:middle}}"
)


def picture(text: str, *, title: str, columns: int) -> str:
    """Return an SVG of `text` in a window called `title`, at least `columns` wide; lines that begin with $ are bold."""
    lines = [visible(line).rstrip() for line in text.rstrip("\n").split("\n")]
    wide = max([columns, *map(display_width, lines)]) * _CELL + 2 * _MARGIN
    high = _BAR + len(lines) * _LINE + _MARGIN
    name = _xml(visible(title))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(wide)} {high}" width="{_n(wide)}" height="{high}"'
        f' role="img" aria-label="{name}">',
        f"<title>{name}</title><style>{_STYLE}</style>",
        f'<rect x=".5" y=".5" width="{_n(wide - 1)}" height="{high - 1}" rx="8" fill="#fff" stroke="#d0d7de"/>',
        *(f'<circle cx="{18 + 16 * at}" cy="15" r="4.5" fill="none" stroke="#afb8c1"/>' for at in range(3)),
        f'<text class="t" x="{_n(wide / 2)}" y="19">{name}</text>',
    ]
    for at, line in enumerate(lines):
        parts += _line(line, _BAR + at * _LINE)
    return "\n".join([*parts, "</svg>", ""])


def _line(line: str, top: int) -> Iterator[str]:
    """Yield the runs of a line, which stands `top` below the upper edge."""
    foot, bold = top + 15, " c" if line.startswith("$ ") else ""
    for run in _RUNS.finditer(line):
        text = run[0]
        start = _MARGIN + display_width(line[: run.start()]) * _CELL
        length = display_width(text) * _CELL
        if text[0] == "█":
            yield f'<rect x="{_n(start)}" y="{top + 3}" width="{_n(length)}" height="14" fill="#57606a"/>'
        elif text.isascii():
            style = ' class="c"' if bold else ""
            fit = f' textLength="{_n(length)}" lengthAdjust="spacingAndGlyphs"'
            yield f'<text{style} x="{_n(start)}" y="{foot}"{fit}>{_xml(text)}</text>'
        else:
            for width, signs in groupby(text, display_width):
                part = "".join(signs)
                edges = [start + display_width(part[:n]) * _CELL for n in range(len(part) + 1)]
                middles = " ".join(_n((left + right) / 2) for left, right in pairwise(edges))
                yield f'<text class="{"w" if width == 2 else "n"}{bold}" x="{middles}" y="{foot}">{_xml(part)}</text>'
                start = edges[-1]


def _xml(text: str) -> str:
    return escape(_NO_XML.sub("?", text))


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
