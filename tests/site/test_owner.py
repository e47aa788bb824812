"""Whatever an owner does between an install and an uninstall, exactly their work is left."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launcher.errors import ConflictError
from launcher.site import system
from launcher.site.status import status
from launcher.site.transaction import apply
from launcher.site.uninstall import uninstall
from tests.support.faults import CountedCalls
from tests.support.plans import make_plan, picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

# Few names, so that the demo's paths, the owner's before and the owner's after meet often.
NAMES = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
CONTENTS = st.sampled_from(["", "one", "two", "demo"])
EDITS = st.one_of(
    st.tuples(st.just("write"), PATHS, CONTENTS),
    st.tuples(st.just("remove"), PATHS, st.just("")),
    st.tuples(st.just("make folder"), PATHS, st.just("")),
    st.tuples(st.just("link"), PATHS, st.sampled_from(["a", "b/c", "/nowhere"])),
    st.tuples(st.just("move"), PATHS, PATHS),
)


def edit(root: Path, kind: str, path: str, detail: str) -> None:
    """Do what an owner may do; what does not work is left undone. Links are the owner's to follow, but we do not."""
    place = root / path
    if any(parent.is_symlink() for parent in place.parents if parent != root):
        return
    try:
        if kind == "write" and not place.is_symlink():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(detail)
        elif kind == "remove" and place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        elif kind == "remove":
            place.unlink()
        elif kind == "make folder":
            place.mkdir(parents=True)
        elif kind == "link":
            place.symlink_to(detail)
        elif kind == "move":
            place.rename(root / detail)
    except OSError:
        pass


def expected(root: Path, ours: dict[str, str], our_folders: set[str]) -> dict[str, tuple[str, int, str | bytes]]:
    """Return what must be left of the tree: all but our unchanged files, our empty folders and our state."""
    found = {path: entry for path, entry in picture(root).items() if path.split("/")[0] != ".launcher"}
    for path, content in ours.items():
        if path in found and (found[path][0], found[path][2]) == ("file", content.encode()):
            del found[path]
    for folder in sorted(our_folders, reverse=True):
        if folder in found and found[folder][0] == "folder" and not any(p.startswith(f"{folder}/") for p in found):
            del found[folder]
    return found


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    demo=st.dictionaries(PATHS, st.just("demo"), min_size=1, max_size=5),
    before=st.lists(EDITS, max_size=3),
    after=st.lists(EDITS, max_size=6),
    exists=st.booleans(),
)
def test_exactly_the_owners_work_is_left(  # noqa: PLR0917 - two fixtures and four strategies
    worlds: Path,
    monkeypatch: pytest.MonkeyPatch,
    demo: dict[str, str],
    before: list[tuple[str, str, str]],
    after: list[tuple[str, str, str]],
    exists: bool,
) -> None:
    monkeypatch.setattr(system, "calls", CountedCalls())
    files = {path: text for path, text in demo.items() if not any(p.startswith(f"{path}/") for p in demo)}
    shutil.rmtree(worlds / "site", ignore_errors=True)
    root = worlds / "site"
    if exists:
        build_file_tree(root, {})
        for one in before:
            edit(root, *one)
    at_first = picture(root) if exists else {}
    try:
        receipt = apply(make_plan(files), root)
    except ConflictError:
        assert picture(root) == at_first
        return
    assert status(root).unchanged == len(files)
    for one in after:
        edit(root, *one)
    left = expected(root, files, set(receipt.folders))
    kept_by_name = {path for path, entry in left.items() if entry[0] != "folder"}
    result = uninstall(root)
    kept = {path.rstrip("/") for path in result.kept}
    assert {path for path in kept if left[path][0] != "folder"} == kept_by_name
    if not exists and set(left) == {"."}:
        assert not root.exists()
        assert result.removed_target
    else:
        assert picture(root) == left
    assert sorted(path.name for path in worlds.iterdir()) in ([], ["site"])
