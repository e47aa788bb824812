from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from launcher.demo.model import ImageRules, KeepRule
from launcher.images.rules import RuleBook

OURS = KeepRule(("icons/**", "!icons/old/**"), "MIT", "drawn")
THEIRS = KeepRule(("icons/bought/*", "*.png"), "CC-BY-4.0", "bought")
BOOK = RuleBook(ImageRules(keep=(OURS, THEIRS), omit=("draft.*",), replace=("icons/partners/",)))


@pytest.mark.parametrize(
    ("path", "rulings"),
    [
        ("photo.jpg", []),
        ("icons/a.svg", ['keep rule "icons/**"']),
        ("icons/old/a.svg", []),
        ("icons/old/a.png", ['keep rule "*.png"']),
        ("icons/bought/a.png", ['keep rule "icons/**"', 'keep rule "*.png"']),
        ("icons/partners/a.svg", ['images.replace "icons/partners/"', 'keep rule "icons/**"']),
        ("icons/partners/draft.png", ['images.omit "draft.*"', 'images.replace "icons/partners/"']),
    ],
)
def test_the_first_of_omit_replace_and_keep_decides(path: str, rulings: list[str]) -> None:
    assert [str(ruling) for ruling in BOOK.rulings(PurePosixPath(path))][: len(rulings) or 1] == rulings
    decides = BOOK.ruling(PurePosixPath(path))
    assert (str(decides) if decides else None) == (rulings[0] if rulings else None)


def test_what_keeps_a_file_is_told_with_its_licence_and_source() -> None:
    ruling = BOOK.ruling(PurePosixPath("b.png"))
    assert ruling is not None
    assert ruling.grounds == {"license": "CC-BY-4.0", "source": "bought", "rule": "*.png"}
