"""desk/chart.py: numbers as inline SVG: stacked columns over time, and rows. No script, no inline style, no other host.

A chart is drawn twice, for a wide and for a narrow window, so that its words keep their size on a phone; a media query
shows one (static/pages.css). Colours are classes s0, s1, … over the tokens of the page, so that light and dark are the
same drawing; the order of the stack and the numbers below say the same without a colour.

Promises   every word is escaped. The numbers stand in the SVG as title and desc; the page has them as a table besides.
Reads next desk/html/charts.html.j2, work/volume.py
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from mailtriage.work.volume import Numbers

WIDE, NARROW = 720, 340         # pixels, and as many of the page at most
_TOP, _LEFT, _FOOT = 16, 36, 22
_HEIGHT = 220
_ROW, _NAME, _NUMBER = 28, 110, 40
_LABEL = 64                     # pixels a label below needs
_GAP = 0.2                      # of a column's place stays free
_CLASSES = 7                    # colours there are


def columns(id: str, title: str, numbers: Numbers) -> Markup:
    """Stacked columns, one for each label, for both widths. `id` is unique on the page."""
    return _both(id, title, numbers, _columns)


def rows(id: str, title: str, numbers: Numbers) -> Markup:
    """One row for each label, of the first series."""
    return _both(id, title, numbers, _rows)


def _both(id: str, title: str, numbers: Numbers, draw: Callable[[Numbers, int], tuple[int, list[str]]]) -> Markup:
    drawn = []
    for name, width in (("w", WIDE), ("n", NARROW)):
        height, parts = draw(numbers, width)
        key = f"{id}-{name}"
        drawn.append(
            f'<svg class="chart {"at-wide" if name == "w" else "at-narrow"}" viewBox="0 0 {width} {height}" role="img" '
            f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
            f'<desc id="{key}-d">{escape(told(numbers))}</desc>{"".join(parts)}</svg>')
    return Markup("".join(drawn))


def told(numbers: Numbers) -> str:
    """What the drawing says, in a sentence: the sum of each series."""
    sums = ", ".join(f"{sum(values)} {name}" for name, values in numbers.series)
    span = f" from {numbers.labels[0]} to {numbers.labels[-1]}" if numbers.labels else ""
    return f"{sums}{span}. The table below has each number."


def _columns(numbers: Numbers, width: int) -> tuple[int, list[str]]:
    sums = [sum(values[n] for _, values in numbers.series) for n in range(len(numbers.labels))]
    most = nice(max(sums, default=0))
    wide, high = width - _LEFT - 4, _HEIGHT - _TOP - _FOOT
    place = wide / max(len(sums), 1)
    parts = [_line(v, _LEFT, width - 4, _HEIGHT - _FOOT - high * v / most) for v in (0, most // 2, most)]
    every = max(1, round(_LABEL / place + 0.5))
    for n, label in enumerate(numbers.labels):
        x, y = _LEFT + place * (n + _GAP / 2), float(_HEIGHT - _FOOT)
        said = ", ".join(f"{values[n]} {name}" for name, values in numbers.series if values[n])
        bars = []
        for place_of, (_, values) in enumerate(numbers.series):
            tall = high * values[n] / most
            y -= tall
            if tall:
                bars.append(f'<rect class="s{place_of % _CLASSES}" x="{x:.1f}" y="{y:.1f}" '
                            f'width="{place * (1 - _GAP):.1f}" height="{tall:.1f}"/>')
        if bars:
            parts.append(f"<g><title>{escape(label)}: {escape(said)}</title>{''.join(bars)}</g>")
        if sums[n] and place >= 20:
            parts.append(_text(x + place * (1 - _GAP) / 2, y - 4, str(sums[n]), "middle"))
        if (len(sums) - 1 - n) % every == 0:
            at = min(max(x + place * (1 - _GAP) / 2, _LEFT + 16), width - 26)
            parts.append(_text(at, _HEIGHT - 6, label.partition(" ")[2] if label[:1].isalpha() else label, "middle"))
    return _HEIGHT, parts


def _rows(numbers: Numbers, width: int) -> tuple[int, list[str]]:
    values = numbers.series[0][1]
    most, wide = max(*values, 1), width - _NAME - _NUMBER
    parts = []
    for n, (label, value) in enumerate(zip(numbers.labels, values, strict=True)):
        y = _ROW * n
        parts.append(_text(0, y + 19, label))
        long = max(wide * value / most, 1 if value else 0)
        parts.append(f'<rect class="s0" x="{_NAME}" y="{y + 6}" width="{long:.1f}" '
                     f'height="{_ROW - 12}"><title>{escape(label)}: {value}</title></rect>')
        parts.append(_text(_NAME + wide * value / most + 6, y + 19, str(value)))
    return _ROW * len(values), parts


def nice(most: int) -> int:
    """The even number at or above `most` that people count by."""
    if most <= 8:
        return max(2, most + most % 2)
    step = 1
    while True:
        for factor in (10, 12, 16, 20, 24, 30, 40, 50, 60, 80):
            if factor * step >= most:
                return factor * step
        step *= 10


def _line(value: int, left: float, right: float, y: float) -> str:
    return (f'<line class="grid-line" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
            + _text(left - 6, y + 4, str(value), "end"))


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
