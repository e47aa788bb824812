"""Files of folders that are missing wait in these folders; others in folders of not too many."""

from __future__ import annotations

from launcher.platforms.plan import BytesContent
from launcher.site.folder import Written
from launcher.site.handle import Identity
from launcher.site.new_folders import NewFolders, seen
from launcher.site.staging import Draft
from launcher.site.steps.folders import MakeFolder


def draft(path: str) -> Draft:
    return Draft("", path, BytesContent(b""))


def written(number: int) -> Written:
    return Written(0, f"{number:064x}", 0o644, Identity(1, number), number, number)


def test_a_file_waits_in_the_new_folder_that_it_is_for() -> None:
    new = NewFolders(["blog", "blog/first", "old/new"])
    staged = new.stage(map(draft, ["a", "blog/b", "blog/first/c", "old/d", "old/new/e"]))
    assert [one.name for one in staged] == ["0", "d0/b", "d0/first/c", "1", "d1/e"]
    assert [new.holds(one.path) for one in staged] == [False, True, True, False, True]


def test_not_too_many_files_of_folders_that_exist_wait_in_one() -> None:
    names = [one.name for one in NewFolders([]).stage(draft(f"{n:04}") for n in range(501))]
    assert (names[0], names[249], names[250], names[500]) == ("0", "249", "f1/250", "f2/500")
    assert len(set(names)) == 501


def test_one_step_puts_the_outermost_folder_in_place_and_knows_all_that_is_in_it() -> None:
    new = NewFolders(["blog", "blog/first", "news"])
    staged = new.stage(map(draft, ["blog/b", "blog/first/c", "index"]))
    done = [written(number) for number in range(3)]
    assert new.steps({"blog": 7, "blog/first": 8, "news": 9}, staged, done) == [
        MakeFolder("blog", "staging/d0", 7, (("first", 8),), (("b", seen(done[0])), ("first/c", seen(done[1])))),
        MakeFolder("news", "staging/d1", 9),
    ]


def test_a_name_that_begins_like_a_new_folder_is_not_in_it() -> None:
    assert not NewFolders(["blog"]).holds("blog-old/a")
    assert not NewFolders(["blog"]).holds("blog")
