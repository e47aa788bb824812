"""Every system call of the real command that opens or changes something of a site goes through the handle of a folder.

The trace has all calls that name a file, also those that Python does not know, of all threads and child processes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.demos import LAUNCHER_YAML, packed, photograph, small_demo
from tests.support.file_calls import Call, Rules, read_trace, traced
from tests.support.plans import picture
from tests.support.strace import why_not
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable

NEXT_YAML = LAUNCHER_YAML.replace("1.2.0", "2.0.0")
PAGES: dict[str, str | bytes] = {f"pages/{name}/index.html": f"<p>{name}</p>\n" for name in ("one", "two", "three")}


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a bundle and its next version, which has other files."""
    folder = tmp_path_factory.mktemp("bundles")
    first = small_demo(folder / "first", PAGES)
    more = {f"pages/{name}/index.html": f"<p>{name}, again</p>\n" for name in ("two", "three", "four")}
    second = small_demo(folder / "second", {**more, "launcher.yaml": NEXT_YAML, "css/site.css": "h1 { color: red }\n"})
    return packed(first, folder / "one.zip"), packed(second, folder / "two.zip")


@pytest.mark.parametrize("kernel", ["with openat2", "without openat2"])
def test_every_way_into_a_site_goes_through_handles_and_through_no_link(
    tmp_path: Path, bundles: tuple[Path, Path], program: Callable[..., str], kernel: str
) -> None:
    strace = program("strace")
    if why := why_not(tmp_path / "log"):
        pytest.skip(why)
    zone, home, work = tmp_path / "zone", tmp_path / "home", tmp_path / "work"
    for folder in (zone, home, work):
        folder.mkdir()
    site = build_file_tree(zone / "site", {"index.html": "mine", "notes.txt": "mine"})
    (work / "bread.jpg").write_bytes(photograph(640, 400))
    one, two = bundles
    inject = () if kernel == "with openat2" else ("openat2:error=ENOSYS",)
    rules = Rules(zone, [zone, site, zone / "new/deep/site"], [home, Path("/dev/null")])
    ways: set[str] = set()
    changes = 0

    def run(*arguments: str | Path, code: int = 0, more: str = "") -> None:
        nonlocal changes
        outcome, calls = traced(strace, work, arguments, inject=(*inject, more) if more else inject, home=home)
        assert outcome.code == code, outcome.err
        assert rules.broken(calls) == []
        ways.update(call.call for call in calls if call.result != "-1" and any(name.by_handle for name in call.names))
        changes += sum(call.changes and any(str(zone) in name.path for name in call.names) for call in calls)

    run("install", one, site, "--overwrite", "--yes")
    build_file_tree(site, {"pages/two/index.html": "mine", "css/site.css": "mine"})
    run("images", "put", site, "images/bread.jpg", work / "bread.jpg")
    run("upgrade", site, two, "--yes", "--merge")
    assert (site / "css/site.css.launcher-new").exists()
    run("status", site)
    run("uninstall", site)
    assert picture(site)["index.html"][2] == b"mine"
    run("install", one, zone / "new/deep/site", "--yes")
    run("uninstall", zone / "new/deep/site")
    # Killed in the middle of putting files in place: the next command finishes that.
    run("install", one, site, "--overwrite", "--yes", code=-9, more="linkat:signal=KILL:when=4")
    run("recover", site)
    run("uninstall", site)
    assert {"mkdirat", "unlinkat", "linkat", "renameat", "openat"} <= ways
    assert ("openat2" in ways) == (kernel == "with openat2")
    assert changes > 300


@pytest.mark.parametrize(
    "line",
    [
        'rename("/zone/site/a", "/zone/site/b") = 0',
        'openat(AT_FDCWD</work>, "/zone/site/a", O_WRONLY|O_CREAT|O_NOFOLLOW, 0666) = 3</zone/site/a>',
        'openat(AT_FDCWD</work>, "/zone/site/sub", O_RDONLY|O_NOFOLLOW|O_DIRECTORY) = 3</zone/site/sub>',
        'openat(AT_FDCWD</work>, "/zone/site", O_RDONLY|O_DIRECTORY) = 3</zone/site>',
        'openat(AT_FDCWD</work>, "../zone/site/a", O_RDONLY) = 3</zone/site/a>',
        'openat(4</zone/site>, "a/b", O_RDONLY|O_NOFOLLOW|O_DIRECTORY) = 3</zone/site/a/b>',
        'openat(4</zone/site>, "a", O_RDONLY|O_DIRECTORY) = 3</zone/site/a>',
        'openat2(4</zone/site>, "a/b", {flags=O_RDONLY, resolve=RESOLVE_BENEATH}, 24) = 3</zone/site/a/b>',
        'unlinkat(4</zone/site>, "..", AT_REMOVEDIR) = -1 EINVAL (Invalid argument)',
        'linkat(4</zone/site>, "a", AT_FDCWD</zone/site>, "b", 0) = 0',
        'renameat2(4</zone/site>, "a", 4</zone/site>(deleted), "b/c", RENAME_NOREPLACE) = 0',
        'fchmodat(4</zone/site>, "a/b", 0644) = 0',
        'symlinkat("../else", 4</zone/site>, "a/b") = 0',
        'mkdir("/etc/launcher", 0777) = 0',
        'truncate("/home/else", 0) = 0',
        'openat(AT_FDCWD</work>, "/proc/self/fd/4", O_WRONLY) = 3</zone/site/a>',
    ],
)
def test_a_call_that_goes_another_way_is_seen(tmp_path: Path, line: str) -> None:
    lines = [re.sub(r'(?<=["<])/(?=zone|work)', f"{tmp_path}/", line)]
    rules = Rules(tmp_path / "zone", [tmp_path / "zone/site"], [tmp_path / "home"])
    assert rules.broken(read_trace(lines))
    whole = lines[0].partition(") = ")
    cut = [
        f"7 {whole[0][:-3]} <unfinished ...>\n",
        "8 getcwd() = 0\n",
        f"7 <... x resumed>{whole[0][-3:]}) = {whole[2]}",
    ]
    assert rules.broken(read_trace(cut))


def test_a_call_that_goes_the_right_way_is_none(tmp_path: Path) -> None:
    rules = Rules(tmp_path / "zone", [tmp_path / "zone/site"], [tmp_path / "home"])
    calls = read_trace(
        line.replace("/zone", f"{tmp_path}/zone")
        for line in (
            'openat(AT_FDCWD</>, "/zone/site", O_RDONLY|O_NOFOLLOW|O_DIRECTORY) = 4</zone/site>',
            'openat2(4</zone/site>, "a/b", {resolve=RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH}, 24) = 5</zone/site/a/b>',
            'linkat(4</zone/site>, "a", 5</zone/site/a/b>, "c", 0) = 0',
            'openat(AT_FDCWD</>, "/usr/lib/python", O_RDONLY) = 3</usr/lib/python>',
        )
    )
    found = list(calls)
    assert all(isinstance(call, Call) for call in found)
    assert len(found) == 4
    assert rules.broken(found) == []
