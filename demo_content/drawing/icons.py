"""The line icons on a 24 grid, the mark of the clinic, its wordmark and the icons that browsers ask for."""
# ruff: noqa: E501 - a path, an outline or a shot reads best on one line

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import resvg_py
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping

TEAL = "#1f4e4a"
PAPER = "#fbf6ec"
TERRACOTTA = "#c4704f"

# Each icon: what it shows, as stroked SVG shapes on a 24 by 24 sheet with a margin of 3.
ICONS: Mapping[str, str] = {
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>',
    "moon": '<path d="M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2z"/>',
    "phone": '<path d="M5.5 4h3l1.7 4.3-2 1.5a11.5 11.5 0 0 0 6 6l1.5-2 4.3 1.7v3a1.5 1.5 0 0 1-1.6 1.5A15.4 15.4 0 0 1 4 5.6 1.5 1.5 0 0 1 5.5 4z"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7.5 8 6 8-6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "map-pin": '<path d="M12 21c4.5-4.6 6.8-8 6.8-11a6.8 6.8 0 1 0-13.6 0c0 3 2.3 6.4 6.8 11z"/><circle cx="12" cy="10" r="2.5"/>',
    "arrow-right": '<path d="M4.5 12h15M13.5 6l6 6-6 6"/>',
    "arrow-left": '<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>',
    "chevron-down": '<path d="m6 9.5 6 6 6-6"/>',
    "comment": '<path d="M6 4.5h12a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5h-6.5L7 20v-3.5H6A2.5 2.5 0 0 1 3.5 14V7A2.5 2.5 0 0 1 6 4.5z"/><path d="M8 9h8M8 12.5h5"/>',
    "reply": '<path d="M9.5 6 4 11.5 9.5 17"/><path d="M4.5 11.5H14a6 6 0 0 1 6 6v1"/>',
    "tag": '<path d="M4 5.5A1.5 1.5 0 0 1 5.5 4h6l8.5 8.5a1.5 1.5 0 0 1 0 2.1l-5.4 5.4a1.5 1.5 0 0 1-2.1 0L4 11.5z"/><path d="M8.5 8.4v.1"/>',
    "folder": '<path d="M3.5 7A1.5 1.5 0 0 1 5 5.5h4.5l2 2.5H19a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5z"/>',
    "user": '<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>',
    "rss": '<path d="M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14"/><circle cx="6.2" cy="17.8" r="1" fill="currentColor"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "play": '<path d="M8 5.2v13.6a.6.6 0 0 0 .9.5l10.6-6.8a.6.6 0 0 0 0-1L8.9 4.7a.6.6 0 0 0-.9.5z"/>',
    "quote": '<path d="M10 7c-3.2.8-5 3-5 6.3V17h5v-5H7.2M19 7c-3.2.8-5 3-5 6.3V17h5v-5h-2.8"/>',
    "hand": '<path d="M7.5 12.5V6.8a1.4 1.4 0 0 1 2.8 0V11V4.9a1.4 1.4 0 0 1 2.8 0V11V5.9a1.4 1.4 0 0 1 2.8 0V12V8.9a1.4 1.4 0 0 1 2.8 0v5.6a6.5 6.5 0 0 1-6.5 6.5h-.6a6 6 0 0 1-4.8-2.5l-3.3-4.6a1.5 1.5 0 0 1 2.3-1.9z"/>',
    "foot": '<path d="M9.7 20.8c-2 0-2.7-1.6-2.5-3.3.3-2.3-.7-3.6-1.2-5.7-.6-2.7.8-5.3 3.6-5.3 3 0 4.3 2.4 4.1 5.2-.1 1.8-.9 3-1 4.8-.1 2-.8 4.3-3 4.3z"/><path d="M7.2 3.7v.1M11 3.3v.1M14.4 4.4v.1M16.9 6.6v.1M18.3 9.4v.1" stroke-width="2.4"/>',
    "spine": '<path d="M12 3v1.5M12 8v1M12 12.5v1M12 17v4"/><rect x="9" y="4.5" width="6" height="3.5" rx="1.3"/><rect x="9" y="9" width="6" height="3.5" rx="1.3"/><rect x="9" y="13.5" width="6" height="3.5" rx="1.3"/><path d="M6 5.5 9 6.3M18 5.5l-3 .8M6 10l3 .8M18 10l-3 .8M6 14.5l3 .8M18 14.5l-3 .8"/>',
    "leaf": '<path d="M5 19C4 10 9 4.5 20 4c.5 10.5-4.5 16-12.5 14.5"/><path d="M4 21c2-5.5 5.5-9 10-11"/>',
    "ball": '<circle cx="12" cy="12" r="8.5"/><path d="M5.7 6.3c3.8 3 3.8 8.4 0 11.4M18.3 6.3c-3.8 3-3.8 8.4 0 11.4"/>',
}


def icon(name: str) -> str:
    """One icon as an SVG file that takes the colour of the text around it."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" fill="none" '
        f'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{ICONS[name]}</svg>\n'
    )


def mark(*, corner: float = 15) -> str:
    """The clinic's mark on a 64 grid: the x of a trigger point amid the dots of the pain that it sends out."""
    dots = "".join(
        f'<circle cx="{32 + 21 * math.cos(turn):.1f}" cy="{32 + 21 * math.sin(turn):.1f}" r="{3.6 - abs(step - 5) * 0.28:.2f}"/>'
        for step in range(10)
        for turn in (math.radians(-54 + 36 * step - 162),)
    )
    return (
        f'<rect width="64" height="64" rx="{corner}" fill="{TEAL}"/><g fill="#e08f6b">{dots}</g>'
        f'<path d="M24.5 24.5l15 15M39.5 24.5l-15 15" stroke="{PAPER}" stroke-width="6.4" stroke-linecap="round"/>'
    )


def favicon() -> str:
    """The mark as a file of its own."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><title>Trigger Point Clinic</title>{mark()}</svg>\n'


# Capitals of one even stroke on a sheet 14 high: width and path.
LETTERS: Mapping[str, tuple[float, str]] = {
    "T": (10, "M0 0h10M5 0v14"),
    "R": (9, "M0 14V0h4.5a4 4 0 0 1 0 8H0M4.8 8 9 14"),
    "I": (0, "M0 0v14"),
    "G": (13, "M12 2.9A7 7 0 1 0 13 9V7.6H8"),
    "E": (8, "M8 0H0v14h8M0 7h6.8"),
    "P": (8.5, "M0 14V0h4.5a4 4 0 0 1 0 8H0"),
    "O": (14, "M7 0a7 7 0 1 0 0 14a7 7 0 1 0 0-14"),
    "N": (10.5, "M0 14V0l10.5 14V0"),
    "C": (12, "M12 2.4A7 7 0 1 0 12 11.6"),
    "L": (7.5, "M0 0v14h7.5"),
}


def lettering(text: str, *, gap: float, space: float) -> tuple[str, float]:
    """Stroke paths of a line of capitals, and its width."""
    parts, x = [], 0.0
    for character in text:
        if character == " ":
            x += space
            continue
        width, path = LETTERS[character]
        parts.append(f'<path transform="translate({x:g})" d="{path}"/>')
        x += width + gap
    return "".join(parts), x - gap


def logo() -> str:
    """Mark and wordmark; the letters' middle teal keeps a contrast of 3:1 and more on white and on near-black."""
    first, _ = lettering("TRIGGER POINT", gap=4.6, space=6)
    second, _ = lettering("CLINIC", gap=11, space=6)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 254 64" width="254" height="64" role="img">'
        f"<title>Trigger Point Clinic</title>{mark()}"
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f'<g transform="translate(80 14)" stroke="#35857b" stroke-width="2.6">{first}</g>'
        f'<g transform="translate(80 42) scale(.72)" stroke="#c4704f" stroke-width="2.6">{second}</g></g></svg>\n'
    )


def raster(svg: str, size: int) -> Image.Image:
    """An SVG drawn at a size in pixels, with transparency."""
    data = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size)
    return Image.open(io.BytesIO(bytes(data))).convert("RGBA")


def touch_icon(size: int) -> Image.Image:
    """The mark to the edges, without transparency: phones cut the corners themselves."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{mark(corner=0)}</svg>'
    return raster(svg, size).convert("RGB")


def favicon_ico() -> bytes:
    """The mark at 16, 32 and 48 pixels, each drawn at its own size, in one ICO file."""
    sizes = (16, 32, 48)
    images = [raster(favicon(), size) for size in sizes]
    out = io.BytesIO()
    images[-1].save(out, "ICO", sizes=[(size, size) for size in sizes], append_images=images[:-1])
    return out.getvalue()
