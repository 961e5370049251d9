"""The figures as SVG, written by hand: bars and lines need no library."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

WIDTH = 760
COLOURS = ("#1f5fa8", "#c2571a", "#2f7d4f", "#7a4fa3", "#a3324a", "#5c5c5c")


def bars(title: str, groups: Mapping[str, Sequence[tuple[str, float]]], *, first: str) -> str:
    """Return rows of bars, each group to a scale of its own; those that begin with `first` stand out."""
    parts, y = [_text(20, 26, title, size=16, weight="bold")], 56
    for group, values in groups.items():
        parts.append(_text(20, y, group, weight="bold"))
        largest = max(value for _, value in values)
        for name, value in values:
            y += 22
            length = 430 * value / largest
            colour = COLOURS[0] if name.startswith(first) else "#9aa5b1"
            parts += [
                _text(180, y + 4, name, anchor="end"),
                f'<rect x="190" y="{y - 8}" width="{length:.1f}" height="15" fill="{colour}"/>',
                _text(198 + length, y + 4, f"{value:,.0f}"),
            ]
        y += 34
    return _svg(parts, y)


def lines(
    title: str,
    panels: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]],
    *,
    x: str,
    y: str,
    between: tuple[float, float] | None = None,
) -> str:
    """Return panels side by side, both axes logarithmic and to one scale; a line for each name.

    The axis that goes up is `between` these values, or else between the least and the most there is.
    """
    points = [point for panel in panels.values() for line in panel.values() for point in line]
    width = (WIDTH - 90) / len(panels) - 50
    across = _scale([each for each, _ in points], 0, width)
    heights = between or [each for _, each in points]
    up = _scale(heights, 330, 70)
    parts = [_text(20, 26, title, size=16, weight="bold"), _text(20, 58, y)]
    for number, (panel, named) in enumerate(panels.items()):
        left = 60 + number * (width + 80)
        parts.append(_text(left, 58, panel, weight="bold"))
        parts.append(f'<path d="M{left} 70V330H{left + width}" fill="none" stroke="#444"/>')
        for value in sorted({each for each, _ in points}):
            parts.append(_text(left + across(value), 350, f"{value:,.0f}", anchor="middle"))
        for value in _decades(heights):
            parts.append(_text(left - 5, up(value) + 4, f"{value:g}", anchor="end"))
        for (_, line), colour in zip(named.items(), COLOURS, strict=False):
            path = " ".join(f"{left + across(a):.1f},{up(b):.1f}" for a, b in line)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    parts.append(_text(WIDTH - 20, 372, x, anchor="end"))
    names = next(iter(panels.values()))
    for number, (name, colour) in enumerate(zip(names, COLOURS, strict=False)):
        left, top = 60 + 230 * (number // 2), 394 + 20 * (number % 2)
        parts.append(f'<rect x="{left}" y="{top - 8}" width="18" height="4" fill="{colour}"/>')
        parts.append(_text(left + 26, top, name))
    return _svg(parts, 430)


def _scale(values: Sequence[float], low: float, high: float) -> Callable[[float], float]:
    """Return where on a logarithmic axis from `low` to `high` a value lies."""
    least, most = math.log(min(values)), math.log(max(values))
    span = (most - least) or 1.0

    def place(value: float) -> float:
        return low + (high - low) * (math.log(value) - least) / span

    return place


def _decades(values: Sequence[float]) -> list[float]:
    """Return the powers of ten, and their doubles and fives, among values."""
    steps = [mantissa * 10.0**power for power in range(-3, 6) for mantissa in (1, 2, 5)]
    return [each for each in steps if min(values) <= each <= max(values)]


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = 12, weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="#222">{escape(text)}</text>'
    )


def _svg(parts: Sequence[str], height: int) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="sans-serif">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n{body}\n</svg>\n'
    )
