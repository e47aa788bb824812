from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from launcher.errors import ConflictError, LauncherError, TargetError
from launcher.platforms.actions import ACTIONS
from launcher.platforms.plan import BytesContent, Place, Plan, Write
from launcher.site import system
from launcher.site.folder import Folder
from launcher.site.receipt import Ownership
from launcher.site.receipt_file import receipts_of
from launcher.site.recover import recover
from launcher.site.transaction import Manner, apply, check_target
from launcher.site.uninstall import uninstall
from tests.support.faults import CountedCalls
from tests.support.plans import SITE, make_plan, picture
from tests.support.trees import build_file_tree, read_file_tree

if TYPE_CHECKING:
    from collections.abc import Iterator


def installed_files(target: Path) -> dict[str, bytes]:
    return {path: data for path, data in read_file_tree(target).items() if not path.startswith(".launcher/")}


EXPECTED = {path: data.encode() if isinstance(data, str) else data for path, data in SITE.items()}


@pytest.mark.parametrize("exists", [True, False])
def test_every_file_arrives_and_the_receipt_lists_it(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "site"
    if exists:
        target.mkdir()
    receipt = apply(make_plan(), target)
    assert installed_files(target) == EXPECTED
    with Folder.open(target) as folder:
        (found,) = receipts_of(folder)
    assert found._replace(files=tuple(file._replace(stamp=None) for file in found.files)) == receipt
    assert [file.path for file in receipt.files] == sorted(SITE)
    assert receipt.folders == ("assets", "assets/css", "blog", "blog/first", "images")
    assert receipt.made_target is not exists
    assert sorted(path.name for path in (target / ".launcher").iterdir()) == [
        ".htaccess",
        "bases",
        "lock",
        "receipt.json",
        "reserve",
        "stamps",
    ]
    assert list(tmp_path.iterdir()) == [target]


def test_folders_above_the_target_are_made(tmp_path: Path) -> None:
    receipt = apply(make_plan(), tmp_path / "sites" / "mine" / "clinic")
    assert installed_files(tmp_path / "sites/mine/clinic") == EXPECTED
    assert receipt.made_parents == (str(tmp_path / "sites"), str(tmp_path / "sites/mine"))


@pytest.mark.parametrize("exists", [True, False])
def test_modes_follow_the_umask_and_what_is_ours_is_private(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "site"
    if exists:
        target.mkdir()
    before = os.umask(0o027)
    try:
        receipt = apply(make_plan({"a/page.html": "x", "site.yaml": "secret"}), target)
    finally:
        os.umask(before)
    modes = {path: mode for path, (_, mode, _) in picture(target).items()}
    assert (modes["a"], modes["a/page.html"], modes["site.yaml"]) == (0o750, 0o640, 0o600)
    assert (modes[".launcher"], modes[".launcher/receipt.json"], modes[".launcher/lock"]) == (0o700, 0o600, 0o600)
    assert [file.mode for file in receipt.files] == [0o640, 0o600]
    if not exists:
        assert modes["."] == 0o750


def test_what_stands_there_already_is_left_alone(tmp_path: Path) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine", "blog/old.html": "mine"})
    (target / "blog").chmod(0o711)
    before = picture(target)
    receipt = apply(make_plan(), target)
    after = picture(target)
    assert {path: after[path] for path in before} == before
    assert "blog" not in receipt.folders


def test_all_conflicts_are_listed_and_nothing_is_changed(tmp_path: Path) -> None:
    target = build_file_tree(tmp_path / "site", {"index.html": "mine", "assets": "a file where a folder must be"})
    (target / "blog/first/index.html").mkdir(parents=True)
    (target / "elsewhere").mkdir()
    (target / "images").symlink_to("elsewhere")
    before = picture(target)
    with pytest.raises(ConflictError) as caught:
        apply(make_plan(), target)
    assert caught.value.paths == ("assets", "blog/first/index.html", "images", "index.html")
    assert picture(target) == before
    with pytest.raises(ConflictError) as dry:
        check_target(make_plan(), target)
    assert dry.value.paths == caught.value.paths


@pytest.mark.parametrize("link", ["index.html", "assets", "assets/css", "images"])
def test_a_link_in_the_target_is_never_followed(tmp_path: Path, link: str) -> None:
    outside = build_file_tree(tmp_path / "outside", {"file": "x"})
    target = tmp_path / "site"
    (target / link).parent.mkdir(parents=True)
    (target / link).symlink_to(outside / "new" if link.endswith("html") else outside)
    with pytest.raises(ConflictError) as caught:
        apply(make_plan(), target)
    assert caught.value.paths == (link,)
    assert read_file_tree(outside) == {"file": b"x"}


@pytest.mark.parametrize("leads_to", ["a folder", "nothing", "a file"])
def test_a_state_folder_that_is_none_is_refused(tmp_path: Path, leads_to: str) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    (tmp_path / "outside").mkdir()
    if leads_to == "a file":
        (target / ".launcher").write_text("mine")
    else:
        (target / ".launcher").symlink_to(tmp_path / ("outside" if leads_to == "a folder" else "missing"))
    before = picture(tmp_path)
    with pytest.raises(TargetError, match=r"\.launcher"):
        apply(make_plan(), target)
    assert picture(tmp_path) == before


def test_a_second_install_is_refused_with_what_is_there(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    before = picture(tmp_path)
    with pytest.raises(TargetError, match=r"clinic 1\.0\.0 is installed here already") as caught:
        apply(make_plan(), tmp_path / "site")
    assert "launcher status" in str(caught.value.hint)
    assert picture(tmp_path) == before


def test_a_link_to_the_target_is_followed_once(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    apply(make_plan(), tmp_path / "link")
    assert installed_files(tmp_path / "real") == EXPECTED
    assert (tmp_path / "link").is_symlink()


def test_a_relative_target_is_found_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    apply(make_plan(), Path("site"))
    assert installed_files(tmp_path / "site") == EXPECTED
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    apply(make_plan(), Path())
    assert installed_files(tmp_path / "here") == EXPECTED


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("file", "it is a file"),
        ("file/site", "is a file"),
        ("file/sub/site", "is a file"),
        ("pipe", "it is no folder"),
        ("dangling", "a link to .*, which does not exist"),
        ("circle", "leads back to itself"),
        ("x" * 300, "the name is too long"),
    ],
)
def test_a_target_that_can_be_no_folder_is_refused(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").write_text("mine")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "circle").symlink_to("circle")
    before = picture(tmp_path)
    with pytest.raises(TargetError, match=message):
        apply(make_plan(), tmp_path / name)
    with pytest.raises(TargetError, match=message):
        check_target(make_plan(), tmp_path / name)
    assert picture(tmp_path) == before


def test_a_name_as_long_as_names_can_be_will_do(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 255)
    apply(make_plan(), target)
    assert installed_files(target) == EXPECTED


def test_a_name_in_the_plan_that_is_too_long_changes_nothing(tmp_path: Path) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    before = picture(tmp_path)
    for place in (target, tmp_path / "new"):
        with pytest.raises(TargetError, match="longer than 255 bytes"):
            apply(make_plan({"a/b.html": "x", "a/" + "y" * 300: "x"}), place)
    assert picture(tmp_path) == before


@pytest.mark.parametrize(
    "path",
    ["../outside", "/tmp/outside", "a/../../outside", ".launcher/receipt.json", ".Launcher/x", "a/LAUNCH~1/x", ".",
     "a\\b", "a:b", "con.txt", "a./b", "a\nb", "a\0b", "\u202egnp.exe", "a/\udcff", "cafe\u0301", ".git/hooks/x"],
)  # fmt: skip
def test_a_plan_goes_through_the_gate_for_names(tmp_path: Path, path: str) -> None:
    with pytest.raises(TargetError, match="the plan writes"):
        apply(make_plan({path: "x"}), tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    writes = {path: Write(PurePosixPath(path), BytesContent(b"x")) for path in ("a", "A", "a/b", "A/b", "a/B/c")}
    for paths in (("a", "a"), ("a", "a/b"), ("a/b", "a"), ("A", "a"), ("A/b", "a/b"), ("a/B/c", "a/b")):
        with pytest.raises(TargetError, match="the plan"):
            apply(Plan("x", "1", "", "static", {}, tuple(writes[path] for path in paths)), tmp_path / "site")
    write = Write(PurePosixPath("a"), BytesContent(b"x"), instead=PurePosixPath("../a"))
    with pytest.raises(TargetError, match="the plan"):
        apply(Plan("x", "1", "", "static", {}, (write,)), tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


class Lying(BytesContent):
    """Content whose bytes are not what its digest says, or that ends with an error."""

    def __init__(self, data: bytes, *, error: BaseException | None = None) -> None:
        super().__init__(b"x" * len(data))
        self._lie = data
        self._error = error

    def chunks(self) -> Iterator[bytes]:
        yield self._lie
        if self._error is not None:
            raise self._error


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("error", [None, LauncherError("cut short"), KeyboardInterrupt(), RecursionError()])
def test_content_that_is_not_as_promised_changes_nothing(
    tmp_path: Path, error: BaseException | None, exists: bool
) -> None:
    target = tmp_path / "site"
    if exists:
        build_file_tree(target, {"notes.txt": "mine"})
    before = picture(tmp_path)
    good = Write(PurePosixPath("a/index.html"), BytesContent(b"good"))
    bad = Write(PurePosixPath("b.html"), Lying(b"abcd", error=error))
    with pytest.raises(TargetError if error is None else type(error)):
        apply(Plan("x", "1", "", "static", {}, (good, bad)), target)
    assert picture(tmp_path) == before


@pytest.mark.parametrize("appears", ["blog/first/index.html", "images", "images/photo.bin", "index.html"])
def test_what_appears_during_an_install_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, appears: str
) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})

    class Busy(CountedCalls):
        """Somebody else writes a file right before we put the first one into place."""

        def rename_free(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
            if new_name == "assets":
                build_file_tree(target, {appears: "theirs"})
            super().rename_free(folder, name, new_folder, new_name)

    monkeypatch.setattr(system, "calls", Busy())
    with pytest.raises(ConflictError, match="1 path exists already") as caught:
        apply(make_plan(), target)
    assert caught.value.paths[0] in {appears, str(PurePosixPath(appears).parent), "blog"}
    assert read_file_tree(target) == {"notes.txt": b"mine", appears: b"theirs"}


def test_a_target_that_appears_during_an_install_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy(CountedCalls):
        def sync(self, file: int) -> None:
            build_file_tree(tmp_path / "site", {"index.html": "theirs"})
            super().sync(file)

    monkeypatch.setattr(system, "calls", Busy())
    with pytest.raises(ConflictError):
        apply(make_plan(), tmp_path / "site")
    assert read_file_tree(tmp_path) == {"site/index.html": b"theirs"}


def test_an_owner_who_swaps_a_folder_for_a_link_meanwhile_leads_us_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = build_file_tree(tmp_path / "site", {"blog/mine.html": "mine"})
    outside = build_file_tree(tmp_path / "outside", {"first/file": "x"})

    class Swapping(CountedCalls):
        def sync(self, file: int) -> None:
            super().sync(file)
            if not (target / "blog").is_symlink():
                (target / "blog").rename(target / "blog-before")
                (target / "blog").symlink_to(outside)

    monkeypatch.setattr(system, "calls", Swapping())
    with pytest.raises(TargetError):
        apply(make_plan(), target)
    assert read_file_tree(outside) == {"first/file": b"x"}
    assert read_file_tree(target) == {"blog-before/mine.html": b"mine"}


class Refusing:
    """An action that says it did nothing."""

    name = "test/refusing"
    title = "importing"
    payload = None

    def __init__(self) -> None:
        self.done: list[str] = []
        self.data: dict[str, str] = {}

    def do(self, place: Place) -> None:  # noqa: ARG002 - the protocol's signature
        self.done.append("do")

    def undo(self, place: Place) -> None:  # noqa: ARG002 - the protocol's signature
        self.done.append("undo")

    def check(self, place: Place) -> bool:  # noqa: ARG002 - the protocol's signature
        return False


@pytest.mark.parametrize("exists", [True, False])
def test_an_action_without_effect_is_taken_back_with_everything_else(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "site"
    if exists:
        target.mkdir()
    before = picture(tmp_path)
    action = Refusing()
    with pytest.raises(TargetError, match="no effect: importing"):
        apply(make_plan(actions=(action,)), target)
    assert action.done == ["do", "undo"]
    assert picture(tmp_path) == before


class Stubborn(Refusing):
    def undo(self, place: Place) -> None:  # noqa: ARG002 - the protocol's signature
        raise RuntimeError("the database is gone")


def test_an_undo_that_fails_is_named_the_rest_is_undone_and_it_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    before = picture(target)
    with pytest.raises(
        TargetError, match=r"no effect.*not everything could be put back.*the database is gone"
    ) as error:
        apply(make_plan(actions=(Stubborn(),)), target)
    assert "launcher recover" in str(error.value.hint)
    assert {path: kind for path, kind in picture(target).items() if not path.startswith(".launcher")} == before
    with pytest.raises(TargetError, match="does not know how to take part in: importing"):
        recover(target)
    monkeypatch.setitem(ACTIONS, "test/refusing", lambda _: Refusing())
    assert recover(target).outcome == "undone"
    assert picture(target) == before


def test_files_stay_without_which_a_change_beside_files_cannot_be_taken_back_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    before = picture(target)
    plan = make_plan(actions=(Stubborn(),))
    given = tuple(Write(PurePosixPath(path), BytesContent(b"x"), given=True) for path in ("config.php", "in/a/b.php"))
    with pytest.raises(TargetError, match="not everything could be put back"):
        apply(replace(plan, writes=(*plan.writes, *given)), target)
    left = {path for path, entry in picture(target).items() if not path.startswith(".launcher")} - before.keys()
    assert left == {"config.php", "in", "in/a", "in/a/b.php"}
    monkeypatch.setitem(ACTIONS, "test/refusing", lambda _: Refusing())
    assert recover(target).outcome == "undone"
    assert picture(target) == before


def test_what_a_killed_install_left_beside_is_cleared_by_the_next(tmp_path: Path) -> None:
    class Killed(CountedCalls):
        def sync(self, file: int) -> None:  # noqa: ARG002 - the signature is the real one's
            os._exit(9)

    child = os.fork()
    if child == 0:
        system.calls = Killed()
        apply(make_plan(), tmp_path / "site")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert [path.name[:10] for path in tmp_path.iterdir()] == [".launcher-"]
    apply(make_plan(), tmp_path / "site")
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]


def test_the_steps_are_told_to_whoever_watches(tmp_path: Path) -> None:
    class Watching:
        def __init__(self) -> None:
            self.steps: list[tuple[str, int | None]] = []
            self.units = 0

        def step(self, title: str, total: int | None = None) -> None:
            self.steps.append((title, total))

        def advance(self, count: int = 1) -> None:
            self.units += count

    watching = Watching()
    (tmp_path / "site").mkdir()
    apply(make_plan(), tmp_path / "site", progress=watching)
    # Besides the files, six folders and the receipt are put in place.
    assert watching.steps == [("writing", len(SITE)), ("installing", 6)]
    assert watching.units >= sum(total or 0 for _, total in watching.steps)


def test_a_group_that_a_folder_hands_down_is_kept(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o2775)
    apply(make_plan(), tmp_path / "shared" / "site")
    assert stat.S_IMODE((tmp_path / "shared/site").lstat().st_mode) & 0o2000


@pytest.mark.parametrize("exists", [True, False])
def test_many_and_large_files_are_written_by_several_threads(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "site"
    if exists:
        target.mkdir()
    files = {f"part-{number // 100}/{number}.bin": bytes([number % 256]) * 70_000 for number in range(600)}
    receipt = apply(make_plan(files), target)
    assert installed_files(target) == files
    assert len(receipt.files) == 600
    assert not (target / ".launcher/staging").exists()


def given_plan() -> Plan:
    """Return a plan that also writes a file which is its owner's from then on."""
    plan = make_plan({"index.html": "<h1>Welcome</h1>"})
    secret = Write(PurePosixPath("config/secret.php"), BytesContent(b"<?php // secret"), 0o640, given=True)
    return replace(plan, writes=(secret, *plan.writes))


@pytest.mark.parametrize("exists", [True, False])
def test_a_file_that_is_given_to_the_owner_is_in_no_receipt_and_stays(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "site"
    if exists:
        target.mkdir()
    receipt = apply(given_plan(), target)
    assert [file.path for file in receipt.files] == ["index.html"]
    assert receipt.folders == ()
    assert stat.S_IMODE((target / "config/secret.php").stat().st_mode) == 0o640
    texts = [path.read_bytes() for path in (target / ".launcher").rglob("*") if path.is_file()]
    assert not [text for text in texts if b"secret" in text]
    uninstall(target)
    assert installed_files(target) == {"config/secret.php": b"<?php // secret"}


@pytest.mark.parametrize("manner", [Manner(), Manner(adopt=True), Manner(overwrite=True)])
def test_a_file_that_would_be_given_never_replaces_one(tmp_path: Path, manner: Manner) -> None:
    build_file_tree(tmp_path, {"config/secret.php": "<?php // secret"})
    with pytest.raises(ConflictError) as caught:
        apply(given_plan(), tmp_path, manner=manner)
    assert caught.value.paths == ("config/secret.php",)


def test_a_file_that_is_not_for_everybody_stays_so_whatever_mode_is_asked_for(tmp_path: Path) -> None:
    apply(given_plan(), tmp_path, manner=Manner(ownership=Ownership(mode="664")))
    assert stat.S_IMODE((tmp_path / "config/secret.php").stat().st_mode) == 0o660
    assert stat.S_IMODE((tmp_path / "index.html").stat().st_mode) == 0o664


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone gives files away")
def test_new_files_belong_to_whom_the_plan_says_unless_the_user_says_otherwise(tmp_path: Path) -> None:
    plan = replace(make_plan({"a.txt": "a"}), owner="1234:1235")
    apply(plan, tmp_path / "one")
    apply(plan, tmp_path / "two", manner=Manner(ownership=Ownership(owner="4321:4321")))
    owners = [(tmp_path / name / "a.txt").stat() for name in ("one", "two")]
    assert [(found.st_uid, found.st_gid) for found in owners] == [(1234, 1235), (4321, 4321)]


@pytest.mark.parametrize("theirs", ["blog/theirs.html", "blog/first/index.html", "blog/first"])
def test_what_somebody_puts_into_a_new_folder_outlives_the_undo(tmp_path: Path, theirs: str) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})

    class Busy(Refusing):
        """Somebody works in the folder while the change beside files is made, which then fails."""

        def do(self, place: Place) -> None:
            path = place.target / theirs
            if path.is_dir():
                path.rename(path.with_name("moved"))
            else:
                path.write_text("theirs")
            super().do(place)

    with pytest.raises(LauncherError):
        apply(make_plan(actions=(Busy(),)), target)
    moved = {"blog/moved/index.html": EXPECTED["blog/first/index.html"]}
    assert read_file_tree(target) == {"notes.txt": b"mine", **({theirs: b"theirs"} if "." in theirs else moved)}
