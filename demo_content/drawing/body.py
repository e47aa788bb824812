"""The back of a body from the waist to the thighs: outline, bones and muscles as point lists.

Every list holds (distance from the midline, y) on a sheet whose midline is x = 500, so that each side is the mirror of
the other. The proportions follow surface anatomy: the dimples over the posterior superior iliac spines, the gluteal
fold at the level of the ischial tuberosity, the greater trochanter at the widest part of the hip.
"""

from __future__ import annotations

from curves import Point, place, smooth

CENTRE = 500.0

FLANK: list[Point] = [
    (214, 40), (203, 100), (190, 160), (186, 205), (198, 260), (222, 320), (246, 385),
    (270, 450), (285, 515), (287, 575), (281, 640), (272, 705), (262, 770), (252, 835), (246, 880),
]  # fmt: skip
INNER_THIGH: list[Point] = [(40, 880), (33, 820), (24, 750), (14, 695), (6, 660), (0, 648)]
SACRUM: list[Point] = [
    (0, 338), (38, 340), (66, 346), (70, 366), (62, 398), (50, 430), (37, 462), (26, 484), (16, 500), (0, 506),
]  # fmt: skip
COCCYX: list[Point] = [(0, 503), (13, 504), (11, 520), (7, 535), (0, 544)]
ILIUM: list[Point] = [
    (60, 376), (64, 345), (80, 306), (106, 274), (140, 260), (172, 270), (195, 302), (208, 342), (206, 386),
    (200, 430), (206, 462), (212, 490), (200, 520), (174, 538), (140, 540), (120, 526), (112, 500), (112, 468),
    (104, 444), (88, 430), (72, 420), (62, 400),
]  # fmt: skip
CREST: list[Point] = [(60, 372), (65, 340), (82, 302), (108, 273), (140, 260), (172, 270), (194, 300), (206, 338)]
ISCHIUM: list[Point] = [
    (124, 522), (150, 536), (176, 540), (166, 566), (142, 592), (124, 622), (104, 645), (82, 640), (72, 616),
    (80, 590), (100, 566), (112, 544),
]  # fmt: skip
FEMUR: list[Point] = [
    (204, 506), (224, 500), (238, 486), (254, 486), (265, 508), (267, 545), (258, 590), (240, 650), (222, 740),
    (210, 880), (172, 880), (182, 760), (192, 680), (190, 634), (180, 612), (184, 590), (196, 568), (196, 538),
]  # fmt: skip
GLUTEUS_ORIGIN: list[Point] = [
    (96, 330), (84, 352), (74, 380), (62, 412), (48, 444), (34, 474), (20, 502), (12, 530), (14, 548),
]  # fmt: skip
GLUTEUS_INSERTION: list[Point] = [
    (266, 512), (274, 545), (274, 580), (266, 612), (254, 640), (240, 664), (224, 684), (206, 698), (190, 706),
]  # fmt: skip


def body_outline() -> list[Point]:
    """The closed outline of the whole figure, down both flanks and up both inner thighs."""
    right = place([*FLANK, *INNER_THIGH], centre=CENTRE, side=1)
    left = place([*FLANK, *INNER_THIGH[:-1]], centre=CENTRE, side=-1)
    return [*right, *reversed(left)]


def body_path() -> str:
    """The outline as path data: straight across the waist and the thighs, smooth elsewhere."""
    right_flank = smooth(place(FLANK, centre=CENTRE, side=1))
    right_inner = smooth(place(INNER_THIGH, centre=CENTRE, side=1))
    left_inner = smooth(place(list(reversed(INNER_THIGH)), centre=CENTRE, side=-1))
    left_flank = smooth(place(list(reversed(FLANK)), centre=CENTRE, side=-1))
    joined = [right_flank, *("L" + part[1:] for part in (right_inner, left_inner, left_flank))]
    return "".join(joined) + "Z"


def mirrored(points: list[Point]) -> str:
    """A closed shape on the midline from its right half, whose first and last points lie on the midline."""
    right = place(points, centre=CENTRE, side=1)
    left = place(points[1:-1], centre=CENTRE, side=-1)
    return smooth([*right, *reversed(left)], closed=True)


def sided(points: list[Point], side: int, *, closed: bool = False) -> str:
    """Path data of a point list on one side of the body."""
    return smooth(place(points, centre=CENTRE, side=side), closed=closed)


def fibre(start: Point, end: Point, sag: float) -> list[Point]:
    """One muscle fibre from origin to insertion, hanging below the straight line by `sag`."""
    result = []
    for step in range(5):
        share = step / 4
        bulge = 4 * share * (1 - share) * sag
        result.append(
            (start[0] + (end[0] - start[0]) * share - bulge * 0.28, start[1] + (end[1] - start[1]) * share + bulge)
        )
    return result
