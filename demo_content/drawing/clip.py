"""The clip that shows self massage: someone sits on a ball, rolls over it, stops at a spot and lets it ease.

Frames are drawn as SVG, so that the poster is the same drawing at twice the size. The body rolls over the ball, hands
and feet stay on the mat, elbows and knees follow by two-bone geometry, and the ball turns by the way that it travels.
"""
# ruff: noqa: E501 - a path, an outline or a shot reads best on one line

from __future__ import annotations

import io
import math
import subprocess
from typing import TYPE_CHECKING

import resvg_py
from curves import Point, blob, dot_path, number, stipple
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, HEIGHT, RATE, SECONDS = 640, 360, 25, 8
FLOOR = 296.0
BALL = 19.0
SKIN, SKIN_FAR = "#d8a17d", "#bf8763"
TOP, TOP_FAR, SHORTS, SHORTS_FAR = "#2d6a63", "#1f4e4a", "#f0cfa2", "#cfa878"


def draw_all(folder: Path) -> None:
    """Write self-massage.mp4, self-massage.webm and the poster into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    frames = [picture(index / RATE, 1) for index in range(RATE * SECONDS)]
    raw = b"".join(frame.tobytes() for frame in frames)
    exact = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "1"]
    h264 = ["-c:v", "libx264", "-preset", "veryslow", "-crf", "27", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    vp9 = ["-c:v", "libvpx-vp9", "-crf", "38", "-b:v", "0", "-pix_fmt", "yuv420p", "-row-mt", "0"]
    for name, codec in (("self-massage.mp4", h264), ("self-massage.webm", vp9)):
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "-"]
        command = ["ffmpeg", "-v", "error", "-y", *source, "-an", *codec, *exact, str(folder / name)]
        subprocess.run(command, input=raw, check=True)  # noqa: S603 - a fixed command line
    picture(3.0, 2).save(folder / "self-massage-poster.jpg", quality=86, optimize=True)


def picture(seconds: float, scale: int) -> Image.Image:
    """One frame at a time of the clip, `scale` times the size."""
    data = resvg_py.svg_to_bytes(svg_string=frame(seconds), width=WIDTH * scale, height=HEIGHT * scale)
    return Image.open(io.BytesIO(bytes(data))).convert("RGB")


def ease(value: float) -> float:
    """A step from 0 to 1 that starts and ends gently."""
    value = min(max(value, 0.0), 1.0)
    return value * value * (3 - 2 * value)


def between(seconds: float, start: float, end: float, fade: float) -> float:
    """1 between two times, fading in and out around them."""
    return ease((seconds - start) / fade) * (1 - ease((seconds - end) / fade))


def joint(start: Point, end: Point, first: float, second: float, bend: int) -> Point:
    """Where the elbow or knee of a two-bone limb lies; bend picks the side."""
    reach = min(math.dist(start, end), first + second - 0.01)
    angle = math.acos((first**2 + reach**2 - second**2) / (2 * first * reach))
    direction = math.atan2(end[1] - start[1], end[0] - start[0]) + bend * angle
    return (start[0] + first * math.cos(direction), start[1] + first * math.sin(direction))


def limb(points: list[Point], color: str, wide: float) -> str:
    """A limb as a thick rounded line."""
    data = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path d="{data}" fill="none" stroke="{color}" stroke-width="{wide}" stroke-linecap="round" stroke-linejoin="round"/>'


def leg(hip: Point, foot: Point, skin: str, cloth: str) -> str:
    """Thigh, shin, shorts and foot; the heel rests at `foot`."""
    knee = joint(hip, foot, 112, 108, -1)
    cuff = (hip[0] + (knee[0] - hip[0]) * 0.6, hip[1] + (knee[1] - hip[1]) * 0.6)
    flat = ease((foot[0] - 452) / 60)
    toe = (foot[0] + 30 - 20 * flat, foot[1] + 1 - 30 * flat)
    return (
        limb([knee, foot], skin, 23)
        + limb([hip, knee], skin, 32)
        + limb([foot, toe], skin, 15)
        + limb([hip, cuff], cloth, 42)
    )


def arm(shoulder: Point, hand: Point, skin: str, cloth: str) -> str:
    """Sleeve, arm and hand."""
    elbow = joint(shoulder, hand, 82, 84, 1)
    sleeve = (shoulder[0] + (elbow[0] - shoulder[0]) * 0.45, shoulder[1] + (elbow[1] - shoulder[1]) * 0.45)
    palm = (hand[0] - 15, hand[1] + 3)
    return limb([shoulder, elbow, hand], skin, 18) + limb([hand, palm], skin, 11) + limb([shoulder, sleeve], cloth, 27)


def room() -> str:
    """Wall with a window's light, floor, mat and a plant."""
    leaves = "".join(
        f'<path d="M0 0C{-18} {-34} {-8} {-74} 0 -92C8 -74 18 -34 0 0Z" transform="translate(584 236) rotate({turn}) scale({size})" fill="{color}"/>'
        for turn, size, color in (
            (-52, 0.8, "#3d7a6d"),
            (48, 0.8, "#3d7a6d"),
            (-26, 1.0, "#2d6a5d"),
            (24, 1.02, "#35756a"),
            (0, 1.12, "#245a50"),
        )
    )
    return (
        '<defs><linearGradient id="w" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#f8f1e4"/><stop offset="1" stop-color="#ecdfcb"/></linearGradient>'
        '<radialGradient id="b" cx=".36" cy=".3" r=".8"><stop stop-color="#f3e07c"/><stop offset=".7" stop-color="#d7b93c"/><stop offset="1" stop-color="#a98b22"/></radialGradient></defs>'
        '<rect width="640" height="360" fill="url(#w)"/>'
        '<path d="M60 0h120l64 262H124zM196 0h120l64 262H260z" fill="#fffaf0" opacity=".6"/>'
        '<rect y="262" width="640" height="98" fill="#d9c3a5"/><rect y="262" width="640" height="4" fill="#c7ad8b"/>'
        f'<ellipse cx="584" cy="274" rx="46" ry="7" fill="#a98d69" opacity=".5"/>{leaves}'
        '<path d="M556 232h56l-7 42h-42z" fill="#f6efe2"/><path d="M556 232h56l-1.500 9h-53z" fill="#e2d5bf"/>'
        '<rect x="86" y="296" width="470" height="11" rx="5.500" fill="#2a5f59"/><rect x="86" y="296" width="470" height="4" rx="2" fill="#4a8078"/>'
        '<ellipse cx="320" cy="312" rx="240" ry="5" fill="#a98d69" opacity=".4"/>'
    ).replace(".500", ".5")


def frame(seconds: float) -> str:
    """The whole drawing at a time."""
    hold = max(between(seconds, 2.0, 3.6, 0.4), between(seconds, 5.8, 7.2, 0.4))
    sway = 20 * math.sin(2 * math.pi * seconds / 2) * (1 - hold)
    straight = between(seconds, 4.3, 7.4, 0.55)
    hip = (304 + sway, FLOOR - 2 * BALL - 23)
    shoulder = (240 + sway * 0.8, 132 + abs(sway) * 0.06)
    near_foot = (448 + 78 * straight, FLOOR - 8)
    far_foot = (444, FLOOR - 8)
    ball = (308 + sway / 2, FLOOR - BALL)
    turn = math.degrees(sway / 2 / BALL)
    spot = (hip[0] + 3, hip[1] + 9)
    far = (hip[0] + 12, hip[1] - 4)
    parts = [
        room(),
        arm((shoulder[0] + 14, shoulder[1] + 2), (206, FLOOR - 6), SKIN_FAR, TOP_FAR),
        leg(far, far_foot, SKIN_FAR, SHORTS_FAR),
        ball_drawing(ball, turn),
        torso(hip, shoulder),
        head(shoulder),
        leg(hip, near_foot, SKIN, SHORTS),
        f'<ellipse cx="{number(hip[0] - 4)}" cy="{number(hip[1] + 1)}" rx="33" ry="26" fill="{SHORTS}"/>',
        arm(shoulder, (182, FLOOR - 6), SKIN, TOP),
        pain(spot, hold),
        cross(spot, seconds, hold),
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'


def torso(hip: Point, shoulder: Point) -> str:
    """The trunk from hip to shoulder, with a waist."""
    (hx, hy), (sx, sy) = hip, shoulder
    return (
        f'<path d="M{number(hx - 34)} {number(hy - 4)}C{number(hx - 52)} {number(hy - 40)} {number(sx - 26)} {number(sy + 40)} '
        f"{number(sx - 16)} {number(sy - 4)}C{number(sx - 8)} {number(sy - 18)} {number(sx + 24)} {number(sy - 16)} {number(sx + 28)} {number(sy + 4)}"
        f'C{number(sx + 36)} {number(sy + 44)} {number(hx + 6)} {number(hy - 50)} {number(hx + 26)} {number(hy - 8)}Z" fill="{TOP}"/>'
    )


def head(shoulder: Point) -> str:
    """Neck, head in profile and hair in a bun."""
    x, y = shoulder[0] + 8, shoulder[1] - 46
    return (
        limb([(x - 2, y + 40), (x - 1, y + 14)], SKIN_FAR, 17)
        + f'<ellipse cx="{number(x)}" cy="{number(y)}" rx="22" ry="25" fill="{SKIN}"/>'
        + f'<path d="M{number(x + 20)} {number(y - 2)}l6 8l-6 3z" fill="{SKIN}"/>'
        + f'<path d="M{number(x + 14)} {number(y - 22)}C{number(x + 2)} {number(y - 34)} {number(x - 28)} {number(y - 26)} {number(x - 25)} {number(y + 4)}'
        f"C{number(x - 23)} {number(y + 16)} {number(x - 12)} {number(y + 16)} {number(x - 8)} {number(y + 4)}"
        f'C{number(x - 6)} {number(y - 8)} {number(x + 8)} {number(y - 8)} {number(x + 14)} {number(y - 22)}Z" fill="#4a3128"/>'
        + f'<circle cx="{number(x - 25)}" cy="{number(y - 14)}" r="11" fill="#4a3128"/>'
        + f'<path d="M{number(x + 10)} {number(y)}q4 3 7 0" stroke="#5c3c2b" stroke-width="1.8" fill="none" stroke-linecap="round"/>'
    )


def ball_drawing(at: Point, turn: float) -> str:
    """A tennis ball with its seam."""
    return (
        (
            f'<ellipse cx="{number(at[0])}" cy="{number(FLOOR + 1)}" rx="15" ry="3" fill="#173e3a" opacity=".6"/>'
            f'<g transform="translate({number(at[0])} {number(at[1])}) rotate({number(turn)})"><circle r="{BALL}" fill="url(#b)"/>'
            '<path d="M-12-14.500C-2-6-2 6-12 14.500M12-14.500C2-6 2 6 12 14.500" fill="none" stroke="#fffdf0" stroke-width="2.400"/></g>'
        )
        .replace("500", "5")
        .replace("400", "4")
    )


DOTS = stipple(blob(0, 0, 19, 15), (-38, -30, 38, 34), seed=7, near=5, far=13, tries=5000)


def pain(spot: Point, hold: float) -> str:
    """The red dots of felt pain, that come with the pressure and go as it eases."""
    if hold <= 0:
        return ""
    reach = 0.55 + 0.45 * hold
    dots = [(spot[0] + x * reach, spot[1] - 6 + y * reach * 0.8) for x, y in DOTS]
    return f'<path d="{dot_path(dots)}" stroke="#c2141f" stroke-width="3.2" stroke-linecap="round" opacity="{number(hold * 0.9)}"/>'


def cross(spot: Point, seconds: float, hold: float) -> str:
    """The pulsing x, with a ring that spreads while the pressure is held."""
    pulse = 1 + (0.18 + 0.14 * hold) * math.sin(2 * math.pi * seconds * 1.25)
    arm_length = 8 * pulse
    x, y = spot
    data = (
        f"M{number(x - arm_length)} {number(y - arm_length)}L{number(x + arm_length)} {number(y + arm_length)}"
        f"M{number(x + arm_length)} {number(y - arm_length)}L{number(x - arm_length)} {number(y + arm_length)}"
    )
    share = seconds * 1.25 % 1
    ring = (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(12 + 26 * share)}" fill="none" stroke="#c2141f" stroke-width="2.5" opacity="{(1 - share) * hold:.2f}"/>'
        if hold > 0
        else ""
    )
    return (
        f'{ring}<path d="{data}" stroke="#fffaf0" stroke-width="8" stroke-linecap="round"/>'
        f'<path d="{data}" stroke="#16211f" stroke-width="4" stroke-linecap="round"/>'
    )
