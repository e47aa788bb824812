"""The changes of a site that are interrupted in every way: each with the disk that it starts from."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest import mock

from launcher.platforms.plan import BytesContent
from launcher.site import new_folders, upgrade_plan
from launcher.site.handle import OpenFolder
from launcher.site.replace import replace_files
from launcher.site.session import Settings
from launcher.site.status import Fingerprint
from launcher.site.transaction import Manner, apply
from launcher.site.uninstall import uninstall
from launcher.site.upgrade import upgrade
from tests.site.crash.database import Rows, without_row
from tests.site.crash.ends import LONG_AGO, SERVER, a_file, a_folder, a_link
from tests.site.crash.scenario import OTHER, SITE_PATH, STATE_PATH, Scenario, write
from tests.support.model_disk.disk import PLACE, ModelDisk, Traits
from tests.support.plans import SITE, make_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from launcher.platforms.plan import Plan
    from tests.site.crash.ends import Entry

    Operate = Callable[[ModelDisk], object]

#: The next version: a file less, a file more in a new folder, one that is another.
NEXT: Mapping[str, str | bytes] = {
    "index.html": "<h1>Welcome back</h1>",
    "assets/css/site.css": "body { margin: 1px }",
    "assets/empty.js": b"",
    "images/photo.bin": bytes(range(256)) * 40,
    "news/today/index.html": "<p>Today</p>",
}
_AT = "sites/clinic"


def _rows(disk: ModelDisk, *, fails: bool = False) -> tuple[Rows, ...]:
    return (Rows(disk, "clinic", ("one", "two"), fails=fails),)


def _nothing(disk: ModelDisk) -> None:
    """The disk has nothing of the site yet."""


def _folder(disk: ModelDisk) -> None:
    for name in ("sites", _AT, f"{_AT}/assets", f"{_AT}/empty", f"{_AT}/blog", f"{_AT}/blog/first"):
        (Path(PLACE) / name).mkdir()
    assets = os.open(f"{SITE_PATH}/assets", os.O_RDONLY | os.O_DIRECTORY)
    os.fchown(assets, 0, SERVER)
    os.fchmod(assets, 0o2755)  # it hands its group down
    os.close(assets)
    write(f"{SITE_PATH}/notes.txt", "mine")
    write(f"{SITE_PATH}/assets/mine.css", "b {}", 0o600)


def _folder_in_the_way(disk: ModelDisk) -> None:
    _folder(disk)
    write(f"{SITE_PATH}/index.html", "mine", 0o640, user=SERVER, group=SERVER, modified=LONG_AGO)
    write(f"{SITE_PATH}/assets/empty.js", "", modified=LONG_AGO)


def _more_folders_in_the_way(disk: ModelDisk) -> None:
    _folder_in_the_way(disk)
    (SITE_PATH / "images").mkdir()


def _install(disk: ModelDisk) -> None:
    apply(make_plan(), SITE_PATH)


def _install_rows(disk: ModelDisk) -> None:
    apply(make_plan(actions=_rows(disk)), SITE_PATH)


def _install_over(disk: ModelDisk, *, fails: bool = False) -> None:
    apply(make_plan(actions=_rows(disk, fails=fails)), SITE_PATH, manner=Manner(adopt=True, overwrite=True))


def _install_many(disk: ModelDisk) -> None:
    with mock.patch.object(new_folders, "_IN_A_FOLDER", 2):
        _install_over(disk)


def _install_elsewhere(disk: ModelDisk) -> None:
    apply(make_plan(), SITE_PATH, settings=Settings(state=STATE_PATH))


def _installed(disk: ModelDisk) -> None:
    _install_rows(disk)


def _installed_over_and_edited(disk: ModelDisk) -> None:
    _folder_in_the_way(disk)
    _install_over(disk)
    write(f"{SITE_PATH}/blog/first/index.html", "<p>Mine</p>")
    write(f"{SITE_PATH}/assets/more.css", "i {}")
    (SITE_PATH / "images/photo.bin").unlink()
    images = os.open(SITE_PATH / "images", os.O_RDONLY | os.O_DIRECTORY)
    os.fchmod(images, 0o770)  # more than the umask leaves
    os.close(images)


def _installed_and_moved(disk: ModelDisk) -> None:
    _installed(disk)
    (SITE_PATH / "assets").rename(f"{PLACE}/other/assets")
    disk.make_link("../../other/assets", f"{SITE_PATH}/assets")


def _folder_with_a_link(disk: ModelDisk, name: str, where: str) -> None:
    for folder in ("sites", "sites/clinic"):
        (Path(PLACE) / folder).mkdir()
    disk.make_link(where, f"{SITE_PATH}/{name}")


def _upgrade(disk: ModelDisk, *, fails: bool = False) -> None:
    actions = (Rows(disk, "news", ("three", "four"), fails=fails), *_rows(disk))
    with _planned(make_plan(NEXT, actions=actions, version="2.0.0")):
        upgrade(Path("no bundle"), SITE_PATH)


@contextmanager
def _planned(plan: Plan) -> Iterator[None]:
    """Let an upgrade take ``plan`` for what a bundle says."""
    manifest = SimpleNamespace(name=plan.name, version=plan.version, title="Clinic")

    @contextmanager
    def planned_bundle(request: object, choose: Callable[[object], object]) -> Iterator[tuple[object, object]]:
        old = choose(SimpleNamespace(manifest=manifest, signed=None, path=Path("no bundle")))
        yield SimpleNamespace(plan=plan, manifest=manifest, report=SimpleNamespace(warnings=())), old

    with mock.patch.object(upgrade_plan, "planned_bundle", planned_bundle):
        yield


def _uninstall(disk: ModelDisk) -> None:
    uninstall(SITE_PATH)


def _uninstall_elsewhere(disk: ModelDisk) -> None:
    uninstall(SITE_PATH, settings=Settings(state=STATE_PATH))


def _put(disk: ModelDisk) -> None:
    contents = {"images/photo.bin": BytesContent(b"my own photograph" * 300), "assets/empty.js": BytesContent(b"x")}
    with OpenFolder.open(SITE_PATH) as folder:
        found = {path: folder.look(path) for path in contents}
    seen = {path: None if status is None else Fingerprint.of(status) for path, status in found.items()}
    replace_files(SITE_PATH, contents, seen)


def _delete_a_row(disk: ModelDisk) -> None:
    disk.set_database(without_row(disk.tree.database, "one"))


def _make_the_same_file(disk: ModelDisk) -> None:
    path = "blog/first/index.html"
    write(f"{SITE_PATH}/{path}", SITE[path])
    for name in (path, "blog/first"):
        handle = os.open(SITE_PATH / name, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _adopt(disk: ModelDisk) -> None:
    apply(make_plan(), SITE_PATH, manner=Manner(adopt=True))


def _gone(rows: Rows, *_: object) -> None:
    rows.go_away()


def _idle(*_: object) -> None:
    """Nothing is done, and nothing said."""


def _with_rows_that(change: str, does: Callable[..., None], operate: Callable[[ModelDisk], object]) -> Operate:
    """Return the operation with rows whose ``do`` or ``undo`` does something else."""

    def operate_so(disk: ModelDisk) -> None:
        with mock.patch.object(Rows, change, does):
            operate(disk)

    return operate_so


def _folders(*paths: str) -> dict[str, Entry]:
    """Return folders of the site, and those it is in."""
    return {"sites": a_folder(), _AT: a_folder(), **{f"{_AT}/{path}": a_folder() for path in paths if path}}


def _files(contents: Mapping[str, str | bytes], modes: Mapping[str, int] | None = None) -> dict[str, Entry]:
    """Return files of the site."""
    return {f"{_AT}/{path}": a_file(data, (modes or {}).get(path, 0o644)) for path, data in contents.items()}


_NEW = {**OTHER, **_folders("", "assets", "assets/css", "blog", "blog/first", "images"), **_files(SITE)}
_SERVED = {"group": SERVER}
_INTO = {
    **_NEW,
    **_folders("empty"),
    **_files({"notes.txt": "mine", "assets/mine.css": "b {}"}, {"assets/mine.css": 0o600}),
    f"{_AT}/assets": a_folder(0o2755, **_SERVED),
    f"{_AT}/assets/css": a_folder(0o2755, **_SERVED),
    f"{_AT}/assets/css/site.css": a_file(SITE["assets/css/site.css"], **_SERVED),
    f"{_AT}/assets/empty.js": a_file("", **_SERVED),
}
_ADOPTED = a_file("", modified=LONG_AGO)
_OVER = {
    **_INTO,
    f"{_AT}/index.html": a_file(SITE["index.html"], user=SERVER, group=SERVER),
    f"{_AT}/assets/empty.js": _ADOPTED,
}
_EDITED = _files({"blog/first/index.html": "<p>Mine</p>", "assets/more.css": "i {}"})
_UPGRADED = {
    **_OVER,
    **_EDITED,
    **_folders("news", "news/today"),
    **_files({"news/today/index.html": NEXT["news/today/index.html"]}),
    f"{_AT}/index.html": a_file(NEXT["index.html"], user=SERVER, group=SERVER),
    f"{_AT}/assets/css/site.css": a_file(NEXT["assets/css/site.css"], **_SERVED),
}
for _path in ("images/photo.bin", "images"):  # the owner has removed the one, so the other goes
    del _UPGRADED[f"{_AT}/{_path}"]
_PUT = {**_NEW, **_files({"images/photo.bin": b"my own photograph" * 300, "assets/empty.js": b"x"})}
_BACK = {
    **OTHER,
    **_folders("", "empty", "blog", "blog/first"),
    **_files({"notes.txt": "mine", "assets/mine.css": "b {}"}, {"assets/mine.css": 0o600}),
    **_EDITED,
    f"{_AT}/assets": a_folder(0o2755, **_SERVED),
    f"{_AT}/index.html": a_file("mine", 0o640, user=SERVER, group=SERVER, modified=LONG_AGO),
    f"{_AT}/assets/empty.js": _ADOPTED,
}
_MOVED = {
    **OTHER,
    **_folders(""),
    f"{_AT}/assets": a_link("../../other/assets"),
    "other/assets": a_folder(),
    "other/assets/css": a_folder(),
    "other/assets/css/site.css": a_file(SITE["assets/css/site.css"]),
    "other/assets/empty.js": a_file(""),
}
_ROWS = (("clinic", "one"), ("clinic", "two"))
_MORE_ROWS = (*_ROWS, ("news", "three"), ("news", "four"))
_NO_LINKS = Traits(links=False, renames_free=False, syncs_all=False)
_MANY = Traits(from_many=1)
_MANY_EACH = Traits(syncs_all=False)

SCENARIOS = (
    Scenario("install into a new folder", _nothing, _install, _NEW),
    Scenario("install into a new folder with rows", _nothing, _install_rows, _NEW, _ROWS),
    Scenario("install into a folder", _folder, _install_rows, _INTO, _ROWS),
    Scenario("install over files", _folder_in_the_way, _install_over, _OVER, _ROWS, afterwards=_delete_a_row),
    Scenario("install without hard links", _folder_in_the_way, _install_over, _OVER, _ROWS, traits=_NO_LINKS),
    Scenario("install with its state elsewhere", _folder, _install_elsewhere, _INTO, state=True),
    Scenario("install of many files", _more_folders_in_the_way, _install_many, _OVER, _ROWS, traits=_MANY),
    Scenario(
        "install of many files without syncfs", _more_folders_in_the_way, _install_many, _OVER, _ROWS, traits=_MANY_EACH
    ),
    Scenario("install of many files into a new folder", _nothing, _install, _NEW, traits=_MANY),
    Scenario("upgrade", _installed_over_and_edited, _upgrade, _UPGRADED, _MORE_ROWS),
    Scenario(
        "upgrade without hard links", _installed_over_and_edited, _upgrade, _UPGRADED, _MORE_ROWS, traits=_NO_LINKS
    ),
    Scenario("put pictures", _installed, _put, _PUT, _ROWS),
    Scenario("uninstall", _installed, _uninstall, installed=False),
    Scenario("uninstall from over files", _installed_over_and_edited, _uninstall, _BACK, installed=False),
    Scenario("uninstall where a link leads away", _installed_and_moved, _uninstall, _MOVED, installed=False),
    Scenario(
        "uninstall with its state elsewhere", _install_elsewhere, _uninstall_elsewhere, installed=False, state=True
    ),
    Scenario(
        "uninstall without hard links", _installed_over_and_edited, _uninstall, _BACK, installed=False, traits=_NO_LINKS
    ),
    Scenario(
        "install that fails",
        _folder_in_the_way,
        lambda disk: _install_over(disk, fails=True),
        fails=True,
        succeeds=_install_over,
        afterwards=_make_the_same_file,
    ),
    Scenario(
        "upgrade that fails",
        _installed_over_and_edited,
        lambda disk: _upgrade(disk, fails=True),
        fails=True,
        succeeds=_upgrade,
    ),
    Scenario(
        "uninstall that fails",
        _installed_over_and_edited,
        _with_rows_that("undo", _gone, _uninstall),
        fails=True,
        succeeds=_uninstall,
    ),
    Scenario(
        "install that fails without hard links",
        _folder_in_the_way,
        lambda disk: _install_over(disk, fails=True),
        traits=_NO_LINKS,
        fails=True,
        succeeds=_install_over,
    ),
    Scenario(
        "upgrade that fails without hard links",
        _installed_over_and_edited,
        lambda disk: _upgrade(disk, fails=True),
        traits=_NO_LINKS,
        fails=True,
        succeeds=_upgrade,
    ),
    Scenario(
        "uninstall that fails without hard links",
        _installed_over_and_edited,
        _with_rows_that("undo", _gone, _uninstall),
        traits=_NO_LINKS,
        fails=True,
        succeeds=_uninstall,
    ),
)

#: What must come to nothing, however it is interrupted; that goes without saying for most of it.
REFUSALS = (
    Scenario(
        "install where a link is in the way of a folder",
        lambda disk: _folder_with_a_link(disk, "assets", "../../other"),
        _install_over,
        fails=True,
        says="in the target: assets",
    ),
    Scenario(
        "install where a link is in the way of a file",
        lambda disk: _folder_with_a_link(disk, "index.html", "../../other/file.txt"),
        _install_over,
        fails=True,
        says="in the target: index.html",
    ),
    Scenario(
        "install that adopts another's file", _folder_in_the_way, _adopt, fails=True, says="in the target: index.html"
    ),
    Scenario(
        "install whose change beside files does nothing",
        _folder,
        _with_rows_that("do", _idle, _install_rows),
        fails=True,
        succeeds=_install_rows,
    ),
    Scenario(
        "uninstall whose change beside files stays",
        _installed,
        _with_rows_that("undo", _idle, _uninstall),
        fails=True,
        succeeds=_uninstall,
    ),
)
