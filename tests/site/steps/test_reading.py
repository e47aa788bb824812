"""A step is read as it was stored, and none that would lead elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from launcher.site.steps.action import Act
from launcher.site.steps.files import Keep, Put, Remove
from launcher.site.steps.folders import MakeFolder, RemoveFolder
from launcher.site.steps.reading import read_step
from launcher.site.steps.step import Seen

if TYPE_CHECKING:
    from launcher.site.steps.step import Step

SEEN = Seen(7, 8, 9, "a" * 64)
STEPS: tuple[Step, ...] = (
    Put("a/b", "staging/0", SEEN),
    Put("receipt.json", "staging/1", SEEN, "backup/1", Seen(1, 2, 3, "b" * 64), area="state"),
    Remove("a/b", "backup/r0", SEEN),
    Keep("a/b", "originals/ab12", SEEN),
    MakeFolder("a", "staging/d0", 5, (("b", 6),), (("b/c", SEEN),)),
    RemoveFolder("a", 0o755, 0, 0, 9),
    Act("test/rows", "importing", {"rows": [1, 2]}, "c" * 64, needs=("site.yaml",)),
    Act("test/rows", "importing", {}, back=True),
)


def stored(step: Step, **changes: Any) -> Any:
    return json.loads(json.dumps({**step.to_json(), **changes}))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step).__name__)
def test_a_step_is_read_as_it_was_stored(step: Step) -> None:
    assert read_step(stored(step)) == step


@pytest.mark.parametrize("path", ["", "/etc/x", "../x", "a//b", "a/./b", "a/..", ".launcher/lock"])
@pytest.mark.parametrize("step", STEPS[:6:2], ids=lambda step: type(step).__name__)
def test_a_path_that_leaves_the_site_is_refused(step: Step, path: str) -> None:
    with pytest.raises(ValueError, match=r"it is no path inside the target|is no path of a site"):
        read_step(stored(step, path=path))


@pytest.mark.parametrize(
    ("step", "changes"),
    [
        (STEPS[0], {"source": "receipt.json"}),
        (STEPS[1], {"backup": "../x"}),
        (STEPS[2], {"backup": "lock"}),
        (STEPS[3], {"name": "staging/0"}),
        (STEPS[4], {"folders": [["../b", 6]]}),
        (STEPS[4], {"files": [["/etc/passwd", list(SEEN)]]}),
    ],
)
def test_a_place_that_is_none_of_ours_is_refused(step: Step, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"it is no path inside the target|is no place for a file of ours"):
        read_step(stored(step, **changes))


@pytest.mark.parametrize("value", [{}, {"step": "format the disk"}, {"step": "put", "path": "a"}, 7])
def test_what_is_no_step_is_refused(value: Any) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        read_step(value)
