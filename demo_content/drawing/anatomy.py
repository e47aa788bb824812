"""The two anatomical pictures: trigger points of the gluteus maximus, and the piriformis beside the sciatic nerve."""
# ruff: noqa: E501 - a path, an outline or a shot reads best on one line

from __future__ import annotations

from collections.abc import Callable

import body
from curves import Point, along, blob, dot_path, inside, number, place, ridge, smooth, stipple

INK = "#24403d"
BONE = "#f7ecd6"
BONE_EDGE = "#a98a63"
RED = "#c2141f"
FONT = "'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif"

Density = Callable[[float, float], float]


def definitions(name: str) -> str:
    """Gradients, the soft blur and the clip of the body; `name` keeps ids apart when both pictures stand in one page."""
    return f"""<defs>
<linearGradient id="{name}-paper" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#fdfaf3"/><stop offset="1" stop-color="#f5ecdd"/></linearGradient>
<linearGradient id="{name}-skin" x1="0" x2="1"><stop stop-color="#d9b393"/><stop offset=".16" stop-color="#eed1b5"/><stop offset=".5" stop-color="#f2d9c0"/><stop offset=".84" stop-color="#eed1b5"/><stop offset="1" stop-color="#d9b393"/></linearGradient>
<linearGradient id="{name}-fade" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#fff" stop-opacity="0"/><stop offset=".09" stop-color="#fff"/><stop offset=".88" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient>
<radialGradient id="{name}-round" cx=".5" cy=".42" r=".58"><stop stop-color="#fff4e6" stop-opacity=".85"/><stop offset=".6" stop-color="#fbe3cb" stop-opacity=".25"/><stop offset="1" stop-color="#fbe3cb" stop-opacity="0"/></radialGradient>
<filter id="{name}-soft" filterUnits="userSpaceOnUse" x="100" y="0" width="800" height="920"><feGaussianBlur stdDeviation="12"/></filter>
<filter id="{name}-softer" filterUnits="userSpaceOnUse" x="100" y="0" width="800" height="920"><feGaussianBlur stdDeviation="5"/></filter>
<mask id="{name}-ends" maskUnits="userSpaceOnUse" x="0" y="30" width="1000" height="860"><rect y="36" width="1000" height="846" fill="url(#{name}-fade)"/></mask>
<clipPath id="{name}-body"><path d="{body.body_path()}"/></clipPath>
</defs>"""


def skin(name: str) -> str:
    """The body with its modelling: darker toward the edges, light on the buttocks, fold, cleft and spine in shadow."""
    shapes = [
        f'<path d="{body.body_path()}" fill="url(#{name}-skin)"/>',
        f'<g clip-path="url(#{name}-body)">',
        f'<path d="{body.body_path()}" fill="none" stroke="#b98462" stroke-width="30" opacity=".5" filter="url(#{name}-soft)"/>',
        f'<path d="M500 30C498 140 499 240 500 330" fill="none" stroke="#b98462" stroke-width="17" opacity=".5" filter="url(#{name}-softer)"/>',
    ]
    for side in (-1, 1):
        erector = body.sided([(52, 30), (58, 140), (54, 250), (46, 320)], side)
        fold = body.sided([(4, 640), (40, 664), (95, 684), (150, 680), (205, 655)], side)
        hollow = body.sided([(214, 430), (240, 500), (236, 560), (214, 610)], side)
        shapes += [
            f'<path d="{erector}" fill="none" stroke="#fff1e0" stroke-width="42" opacity=".5" filter="url(#{name}-soft)"/>',
            f'<ellipse cx="{500 + side * 122}" cy="540" rx="128" ry="136" fill="url(#{name}-round)"/>',
            f'<ellipse cx="{500 + side * 140}" cy="775" rx="86" ry="130" fill="url(#{name}-round)" opacity=".8"/>',
            f'<path d="{hollow}" fill="none" stroke="#b98462" stroke-width="26" opacity=".22" filter="url(#{name}-soft)"/>',
            f'<path d="{fold}" fill="none" stroke="#a8704f" stroke-width="24" opacity=".42" filter="url(#{name}-soft)"/>',
            f'<circle cx="{500 + side * 62}" cy="374" r="12" fill="#b98462" opacity=".4" filter="url(#{name}-softer)"/>',
        ]
    shapes.append(
        f'<path d="M500 505C497 560 499 610 500 650" fill="none" stroke="#96603f" stroke-width="13" opacity=".6" filter="url(#{name}-softer)"/></g>'
    )
    return "".join(shapes)


def contour() -> str:
    """The pen lines of the body: flanks, inner thighs, cleft and gluteal folds."""
    lines = ["M500 512C498.500 560 499 610 500 648"]
    for side in (-1, 1):
        lines += [
            body.sided(body.FLANK, side),
            body.sided(body.INNER_THIGH, side),
            body.sided([(2, 644), (34, 664), (84, 683), (132, 681), (172, 668)], side),
        ]
    return f'<path d="{"".join(lines)}" fill="none" stroke="#7d5137" stroke-width="2.4" stroke-linecap="round"/>'


def spine() -> str:
    """Spinous processes of the lumbar vertebrae, seen as soft bumps on the midline."""
    bumps = "".join(
        f'<ellipse cx="500" cy="{y}" rx="6.500" ry="13" fill="{BONE}" stroke="{BONE_EDGE}" stroke-width="1.200"/>'
        for y in (104, 154, 204, 254, 304)
    )
    return f'<g opacity=".6">{bumps}</g>'


def sacrum() -> str:
    """Sacrum with its crest and four pairs of openings, and the coccyx below."""
    holes = "".join(
        f'<ellipse cx="{number(500 + side * across)}" cy="{y}" rx="{number(size)}" ry="{number(size * 0.8)}"/>'
        for across, y, size in ((31, 372, 5.5), (26, 401, 5), (20, 429, 4.4), (15, 455, 3.6))
        for side in (-1, 1)
    )
    crest = "".join(
        f'<ellipse cx="500" cy="{y}" rx="5" ry="8" fill="#fffaf0" stroke="{BONE_EDGE}" stroke-width="1"/>'
        for y in (360, 388, 416, 443, 468)
    )
    return (
        f'<path d="{body.mirrored(body.SACRUM)}" fill="{BONE}" stroke="{BONE_EDGE}" stroke-width="2"/>'
        f'<g fill="#b99a72">{holes}</g>{crest}'
        f'<path d="{body.mirrored(body.COCCYX)}" fill="{BONE}" stroke="{BONE_EDGE}" stroke-width="1.600"/>'
        f'<path d="M491 520h18M493 532h14" stroke="{BONE_EDGE}" stroke-width="1.200"/>'
    )


def crest(side: int) -> str:
    """The iliac crest: the edge of the hip bone that a hand on the waist rests on."""
    line = body.sided(body.CREST, side)
    return (
        f'<path d="{line}" fill="none" stroke="{BONE_EDGE}" stroke-width="15" stroke-linecap="round"/>'
        f'<path d="{line}" fill="none" stroke="{BONE}" stroke-width="11.500" stroke-linecap="round"/>'
    )


def gluteus_outline() -> list[Point]:
    """The closed edge of the gluteus maximus as (distance from the midline, y)."""
    top = body.fibre(body.GLUTEUS_ORIGIN[0], body.GLUTEUS_INSERTION[0], -24)
    bottom = body.fibre(body.GLUTEUS_ORIGIN[-1], body.GLUTEUS_INSERTION[-1], 34)
    return [*top, *body.GLUTEUS_INSERTION[1:-1], *reversed(bottom), *reversed(body.GLUTEUS_ORIGIN[1:-1])]


def muscle_fibres(side: int, *, count: int, clear: float = 1.0) -> str:
    """Fine lines from origin to insertion that show how the fibres run, down and outward."""
    lines = []
    for index in range(count):
        share = (index + 0.5) / count
        wobble = ((index * 37) % 11 - 5) / 500
        start = along(body.GLUTEUS_ORIGIN, share)
        end = along(body.GLUTEUS_INSERTION, min(max(share + wobble, 0), 1))
        lines.append(body.sided(body.fibre(start, end, -24 + 58 * share), side))
    dark, light = "".join(lines[::2]), "".join(lines[1::2])
    return (
        f'<g fill="none" stroke-linecap="round"><path d="{dark}" stroke="#9c5543" stroke-width="1.700" opacity="{number(0.6 * clear)}"/>'
        f'<path d="{light}" stroke="#fbe2d2" stroke-width="2.200" opacity="{number(0.8 * clear)}"/></g>'
    )


def gluteus(name: str, side: int, *, opaque: bool = False) -> str:
    """The whole muscle: body, fibres and its edge."""
    outline = smooth(place(gluteus_outline(), centre=body.CENTRE, side=side), closed=True)
    return (
        f'<path d="{outline}" fill="#ddaa95" opacity="{1 if opaque else 0.82}"/>{muscle_fibres(side, count=34)}'
        f'<path d="{outline}" fill="none" stroke="#8f4d3c" stroke-width="2" opacity=".75"/>'
        f'<ellipse cx="{500 + side * 138}" cy="520" rx="88" ry="84" fill="url(#{name}-round)" opacity=".5"/>'
    )


def medius(side: int) -> str:
    """Gluteus medius above, only hinted at: a fan from the crest toward the trochanter."""
    lines = []
    for index in range(13):
        share = index / 12
        start = along(body.CREST[2:], share)
        end = (240 + share * 22, 470 + share * 16)
        middle = ((start[0] + end[0]) / 2 + 6 + share * 8, (start[1] + end[1]) / 2 - 10)
        lines.append(body.sided([start, middle, end], side))
    return f'<path d="{"".join(lines)}" fill="none" stroke="#a8644e" stroke-width="1.300" opacity=".4"/>'


def cross(x: float, y: float, numeral: str, *, label_at: Point) -> str:
    """A trigger point: a heavy x with a light rim, and its numeral beside it in a small disc."""
    arm = 12
    stroke = f"M{number(x - arm)} {number(y - arm)}l{2 * arm} {2 * arm}M{number(x + arm)} {number(y - arm)}l{-2 * arm} {2 * arm}"
    lx, ly = x + label_at[0], y + label_at[1]
    return (
        f'<path d="{stroke}" stroke="#fffaf0" stroke-width="12" stroke-linecap="round" fill="none"/>'
        f'<path d="{stroke}" stroke="#131f1e" stroke-width="6" stroke-linecap="round" fill="none"/>'
        f'<circle cx="{number(lx)}" cy="{number(ly)}" r="15.500" fill="{INK}" stroke="#fffaf0" stroke-width="2.500"/>'
        f'<text x="{number(lx)}" y="{number(ly + 7)}" font-size="20" font-weight="700" fill="#fffaf0" text-anchor="middle">{numeral}</text>'
    )


def label(text: str, at: Point, to: Point, *, anchor: str = "start") -> str:
    """A name with a thin leader line that ends in a dot on the thing named."""
    shift = 8 if anchor == "end" else -8
    return (
        f'<path d="M{number(at[0] + shift)} {number(at[1] - 7)}L{number(to[0])} {number(to[1])}" stroke="{INK}" stroke-width="1.500"/>'
        f'<circle cx="{number(to[0])}" cy="{number(to[1])}" r="3.500" fill="{INK}"/>'
        f'<text x="{number(at[0])}" y="{number(at[1])}" text-anchor="{anchor}">{text}</text>'
    )


def combined(parts: list[tuple[float, Density]], muscle_only: list[Point] | None = None) -> Density:
    """The strongest of several densities, none outside the body."""
    outline = body.body_outline() if muscle_only is None else muscle_only

    def density(x: float, y: float) -> float:
        return max(weight * part(x, y) for weight, part in parts) if inside((x, y), outline) else 0.0

    return density


def pain_dots() -> str:
    """Red stippling of the three points: 1 and 3 on the left side, 2 on the right."""
    first = combined(
        [
            (1.0, ridge([(430, 366), (448, 412), (464, 456), (480, 506), (486, 560), (474, 616)], 15)),
            (0.42, ridge([(474, 620), (430, 652), (392, 662)], 20)),
            (0.34, blob(420, 470, 42, 70, 20)),
        ]
    )
    second = combined(
        [
            (0.5, blob(622, 520, 84, 88, -12)),
            (1.0, ridge([(512, 398), (512, 440), (508, 488)], 17)),
            (0.62, ridge([(560, 384), (530, 420)], 22)),
            (0.95, blob(598, 606, 34, 28, -14)),
            (0.86, ridge([(640, 376), (706, 414), (738, 462)], 22)),
        ]
    )
    third = combined([(1.0, blob(494, 530, 15, 20)), (0.5, blob(480, 540, 28, 26))])
    groups = [
        stipple(first, (340, 320, 520, 720), seed=11, near=5.4, far=17, tries=30000),
        stipple(second, (488, 320, 780, 730), seed=23, near=5.4, far=17, tries=60000),
        stipple(third, (430, 470, 520, 600), seed=5, near=5.0, far=14, tries=9000),
    ]
    dots = _thin([dot for group in groups for dot in group], apart=4.6)
    sizes: list[list[Point]] = [[], [], []]
    for dot in dots:
        level = max(first(*dot), second(*dot), third(*dot))
        sizes[0 if level > 0.62 else 1 if level > 0.25 else 2].append(dot)
    return "".join(
        f'<path d="{dot_path(group)}" stroke-width="{width}" opacity="{opacity}"/>'
        for group, width, opacity in zip(sizes, ("4.9", "4.2", "3.5"), (".95", ".9", ".78"), strict=True)
    )


def _thin(dots: list[Point], *, apart: float) -> list[Point]:
    kept: list[Point] = []
    for x, y in dots:
        if all(abs(x - ox) > apart or abs(y - oy) > apart for ox, oy in kept):
            kept.append((x, y))
    return kept


def panel(name: str, title: str, description: str, content: str, height: int) -> str:
    """The finished file: a rounded sheet of paper of its own, so that it reads on light and dark pages."""
    return (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {height}" width="1000" height="{height}" role="img" '
            f'aria-labelledby="{name}-title {name}-desc" font-family="{FONT}">'
            f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{description}</desc>{definitions(name)}'
            f'<rect x="1.500" y="1.500" width="997" height="{height - 3}" rx="28" fill="url(#{name}-paper)" stroke="#dccbb2" stroke-width="3"/>'
            f"{content}</svg>\n"
        )
        .replace(".500", ".5")
        .replace(".200", ".2")
        .replace(".700", ".7")
        .replace(".600", ".6")
        .replace(".300", ".3")
    )


def legend_box(y: int, height: int) -> str:
    """The ground of the legend inside the picture."""
    return (
        f'<rect x="40" y="{y}" width="920" height="{height}" rx="18" fill="#fffdf8" stroke="#dccbb2" stroke-width="2"/>'
    )


def gluteus_maximus() -> str:
    """The picture of the main article as SVG text."""
    name = "gmax"
    figure = [skin(name), spine(), sacrum()]
    for side in (-1, 1):
        figure += [medius(side), gluteus(name, side), crest(side)]
    figure += [
        contour(),
        f'<g fill="none" stroke="{RED}" stroke-linecap="round">{pain_dots()}</g>',
    ]
    marks = [
        cross(422, 424, "1", label_at=(-32, -8)),
        cross(596, 590, "2", label_at=(34, 0)),
        cross(463, 556, "3", label_at=(-32, 10)),
    ]
    names = [
        label("Iliac crest", (812, 226), (672, 272)),
        label("Sacrum", (238, 206), (478, 352), anchor="end"),
        label("Gluteus maximus", (206, 608), (282, 570), anchor="end").replace(
            ">Gluteus maximus<", '><tspan x="206">Gluteus</tspan><tspan x="206" dy="28">maximus</tspan><'
        ),
        label("Outer hip", (822, 600), (770, 566)),
        '<text x="46" y="70" font-weight="700" fill="#7a5a3c">Left</text>',
        '<text x="954" y="70" font-weight="700" fill="#7a5a3c" text-anchor="end">Right</text>',
    ]
    dots = stipple(blob(470, 950, 26, 13), (410, 914, 530, 986), seed=3, near=5.4, far=14, tries=6000)
    legend = (
        legend_box(898, 148)
        + '<path d="M74 938l24 24M98 938l-24 24" stroke="#131f1e" stroke-width="6" stroke-linecap="round"/>'
        + '<text x="122" y="959">trigger point</text>'
        + f'<path d="{dot_path(dots)}" fill="none" stroke="{RED}" stroke-width="4.600" stroke-linecap="round"/>'
        + '<text x="552" y="959">where pain is felt</text>'
        + '<text x="74" y="1018" font-size="21" fill="#55716c">Points 1 and 3 are drawn on the left, 2 on the right; each side has all three.</text>'
    )
    content = (
        f'<g mask="url(#{name}-ends)">{"".join(figure)}</g>'
        f'<g font-size="26" fill="{INK}">{"".join(marks)}{"".join(names)}{legend}</g>'
    )
    return panel(
        name,
        "Trigger points of the gluteus maximus and where they are felt",
        "Lower back, pelvis and buttocks seen from behind. Three trigger points of the gluteus maximus are marked with "
        "an x: 1 beside the sacrum, 2 just above the sitting bone, 3 beside the tail bone. Red dots show the referred "
        "pain: 1 along the edge of the sacrum and the cleft, 2 over the sacrum and most of the buttock, 3 at the tail bone.",
        content,
        1080,
    )


NERVE: list[Point] = [
    (88, 470), (108, 492), (128, 520), (146, 560), (154, 606), (156, 660), (152, 730), (148, 800), (146, 880),
]  # fmt: skip


def hip_bones(side: int) -> str:
    """Hip bone, sitting bone and upper femur of one side."""
    parts = [
        (body.FEMUR, BONE),
        (body.ISCHIUM, BONE),
        (body.ILIUM, BONE),
    ]
    shapes = "".join(
        f'<path d="{body.sided(points, side, closed=True)}" fill="{fill}" stroke="{BONE_EDGE}" stroke-width="2"/>'
        for points, fill in parts
    )
    head = f'<circle cx="{500 + side * 190}" cy="520" r="25" fill="#fbf3e2" stroke="{BONE_EDGE}" stroke-width="1.600"/>'
    lines = body.sided([(92, 324), (136, 300), (170, 320), (190, 372)], side) + body.sided(
        [(112, 360), (146, 350), (172, 376), (184, 420)], side
    )
    return shapes + head + f'<path d="{lines}" fill="none" stroke="{BONE_EDGE}" stroke-width="1.300" opacity=".55"/>'


def piriformis_muscle(side: int) -> str:
    """The pear-shaped muscle from the sacrum to the top of the greater trochanter, with its fibres and tendon."""
    upper: list[Point] = [(36, 396), (96, 416), (160, 446), (214, 474), (250, 487)]
    lower: list[Point] = [(24, 470), (78, 490), (140, 502), (204, 500), (252, 495)]
    outline = smooth(place([*upper, *reversed(lower)], centre=body.CENTRE, side=side), closed=True)
    fibres = []
    for index in range(11):
        share = (index + 0.5) / 11
        line = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in zip(upper, lower, strict=True)]
        fibres.append(body.sided(line, side))
    tendon = body.sided([(206, 487), (230, 491), (252, 491)], side)
    return (
        f'<path d="{outline}" fill="#c4705a" stroke="#7c392b" stroke-width="2.400"/>'
        f'<path d="{"".join(fibres[::2])}" fill="none" stroke="#8c4433" stroke-width="1.700" opacity=".75"/>'
        f'<path d="{"".join(fibres[1::2])}" fill="none" stroke="#f0c3b0" stroke-width="2.200" opacity=".8"/>'
        f'<path d="{tendon}" fill="none" stroke="#f4e7d2" stroke-width="9" stroke-linecap="round" opacity=".9"/>'
    )


def sciatic_nerve(side: int) -> str:
    """The nerve as a golden cord with a highlight, from under the muscle down the thigh."""
    line = body.sided(NERVE, side)
    return (
        f'<path d="{line}" fill="none" stroke="#8a6410" stroke-width="19"/>'
        f'<path d="{line}" fill="none" stroke="#e9b93c" stroke-width="15"/>'
        f'<path d="{line}" fill="none" stroke="#f9e08a" stroke-width="4" opacity=".9"/>'
    )


def piriformis() -> str:
    """The picture of the next article as SVG text."""
    name = "piri"
    figure = [skin(name), spine()]
    for side in (-1, 1):
        figure += [hip_bones(side)]
    figure += [
        sciatic_nerve(1),
        sciatic_nerve(-1),
        piriformis_muscle(1),
        piriformis_muscle(-1),
        sacrum(),
        medius(-1),
        gluteus(name, -1, opaque=True),
    ]
    figure += [crest(-1), contour()]
    names = [
        label("Sacrum", (238, 206), (478, 352), anchor="end"),
        label("Gluteus maximus", (206, 608), (282, 570), anchor="end").replace(
            ">Gluteus maximus<", '><tspan x="206">Gluteus</tspan><tspan x="206" dy="28">maximus</tspan><'
        ),
        label("Piriformis", (816, 420), (664, 470)),
        label("Hip bone", (812, 226), (668, 310)),
        label("Thigh bone", (806, 590), (742, 580)),
        label("Sciatic nerve", (800, 720), (658, 700)),
        '<text x="46" y="70" font-weight="700" fill="#7a5a3c" font-size="23">Left: outer layer</text>',
        '<text x="954" y="70" font-weight="700" fill="#7a5a3c" text-anchor="end" font-size="23">Right: deep layer</text>',
    ]
    legend = (
        legend_box(898, 104)
        + '<rect x="74" y="934" width="44" height="24" rx="8" fill="#c4705a" stroke="#7c392b" stroke-width="2"/>'
        + '<text x="136" y="955">piriformis</text>'
        + '<path d="M330 946h48" stroke="#8a6410" stroke-width="17"/><path d="M330 946h48" stroke="#e9b93c" stroke-width="13"/>'
        + '<text x="396" y="955">sciatic nerve, passing under the muscle</text>'
    )
    content = (
        f'<g mask="url(#{name}-ends)">{"".join(figure)}</g><g font-size="26" fill="{INK}">{"".join(names)}{legend}</g>'
    )
    return panel(
        name,
        "The piriformis and the sciatic nerve",
        "Pelvis seen from behind. On the left the gluteus maximus covers everything. On the right it is taken away: the "
        "piriformis runs from the sacrum to the top of the thigh bone, and the sciatic nerve comes out from under it "
        "and goes down the thigh.",
        content,
        1040,
    )
