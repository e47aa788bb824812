"""Whatever ends an import or an uninstall, at whichever statement, the database has all of it or nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from launcher.errors import WordPressError
from launcher.platforms.wordpress.php import run_job
from tests.support.wordpress.documents import small_document, whole_document
from tests.support.wordpress.importing import MemoryNotes
from tests.support.wordpress.interrupting import Interruption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.support.wordpress.importing import Importing
    from tests.support.wordpress.site import Sites

THOROUGH = os.environ.get("WORDPRESS_TESTS") == "thorough"


class Interrupted:
    """A change of a database that is tried again and again, and ended at another statement each time."""

    def __init__(self, importing: Importing, change: Callable[[], object], renew: Callable[[], None]) -> None:
        self.importing, self.change, self.renew = importing, change, renew
        self.interruption = Interruption(importing.site)

    def count(self) -> int:
        """Return how many statements the whole change has, and leave the database as before it."""
        self.change()
        statements = self.interruption.statements
        self.renew()
        return statements

    def end_at(self, how: str, when: int, before: dict[str, str]) -> str:
        """End it and return what the importer said; the database must be as before, or have all of it."""
        self.interruption.set(how, when)
        try:
            self.change()
            said = ""
        except WordPressError as error:
            said = error.code
        finally:
            self.interruption.clear()
        if self.importing.site.fingerprint() == before:
            return said or "nothing"
        assert self.is_whole(), (how, when, said)
        self.renew()
        return "whole"

    def is_whole(self) -> bool:
        """Whether everything is there, or everything gone."""
        answer = run_job("status", self.importing.site.folder, bundle=self.importing.bundle)
        fates = {thing["fate"] for thing in answer["things"]}
        return (
            fates == {"unchanged"}
            if answer["installed"]
            else not self.importing.site.sql("SELECT 1 FROM wp_postmeta WHERE meta_key LIKE '\\_launcher%'")
        )


@pytest.fixture
def an_import(importing: Importing, sites: Sites) -> Interrupted:
    # What WordPress adds at its first visit is there already, so that two states can be compared.
    importing.site.php("return 0;")
    pattern = sites.server.new_database(importing.site.database)
    return Interrupted(
        importing,
        lambda: importing.bring(whole_document()),
        lambda: sites.server.fill(importing.site.database, pattern),
    )


@pytest.fixture
def an_uninstall(importing: Importing, sites: Sites) -> Interrupted:
    importing.bring(whole_document())
    importing.site.php("return 0;")
    pattern = sites.server.new_database(importing.site.database)
    return Interrupted(importing, importing.take_out, lambda: sites.server.fill(importing.site.database, pattern))


def run_through(interrupted: Interrupted, how: str, record: Callable[[str, object], None]) -> list[str]:
    """End a change at some of its statements, the last ones among them; at each of them where it is thorough."""
    statements = interrupted.count()
    assert statements >= 100
    before = interrupted.importing.site.fingerprint()
    every = range(1, statements + 1)
    chosen = every if THOROUGH else sorted({*every[:: statements // 10], *every[-5:]})
    said = [interrupted.end_at(how, number, before) for number in chosen]
    record(f"crash: importers ended ({how})", len(said))
    return said


@pytest.mark.xdist_group("wordpress-kill")
def test_an_import_that_is_killed_leaves_nothing(
    an_import: Interrupted, record_property: Callable[[str, object], None]
) -> None:
    said = run_through(an_import, "kill", record_property)
    assert said[0] == "silent"
    assert set(said) == {"silent", "whole"}


@pytest.mark.xdist_group("wordpress-kill-undo")
def test_an_uninstall_that_is_killed_leaves_everything(
    an_uninstall: Interrupted, record_property: Callable[[str, object], None]
) -> None:
    said = run_through(an_uninstall, "kill", record_property)
    assert set(said) == {"silent", "whole"}


@pytest.mark.xdist_group("wordpress-fail")
def test_an_import_of_which_a_statement_fails_leaves_nothing(
    an_import: Interrupted, record_property: Callable[[str, object], None]
) -> None:
    said = run_through(an_import, "fail", record_property)
    assert "database" in said


@pytest.mark.xdist_group("wordpress-fail-undo")
def test_an_uninstall_of_which_a_statement_fails_leaves_everything(
    an_uninstall: Interrupted, record_property: Callable[[str, object], None]
) -> None:
    said = run_through(an_uninstall, "fail", record_property)
    assert "database" in said


@pytest.mark.xdist_group("wordpress-drop")
def test_an_import_that_loses_its_connection_leaves_nothing(
    an_import: Interrupted, record_property: Callable[[str, object], None]
) -> None:
    said = run_through(an_import, "drop", record_property)
    assert "lost-connection" in said


def test_a_kill_in_an_upgrade_is_cleaned_up_after_by_either_way_on(importing: Importing) -> None:
    """After a crash the transaction is finished, or taken back: both need its notes."""
    importing.bring(small_document())
    before = importing.site.fingerprint()
    interruption = Interruption(importing.site)
    one = replace(small_document(), posts=small_document().posts[:1])
    counted = []
    for document in (one, replace(small_document(), title="Title"), one):
        action, place = importing.action(document)
        action.do(place)
        counted.append(interruption.statements)
    statements = counted[1]
    for back in range(4):  # around the statement that makes it final
        importing.notes.data = b""
        action, place = importing.action(replace(small_document(), title=f"Title {back}"))
        old = importing.site.fingerprint()
        interruption.set("kill", statements - back)
        with pytest.raises(WordPressError):
            action.do(place)
        interruption.clear()
        again = place._replace(notes=MemoryNotes(importing.notes.data))
        action.undo(again._replace(aborting=True))
        assert importing.site.fingerprint() == old
        action.do(again)
        assert action.check(again)
        action.undo(again._replace(aborting=True))
        assert importing.site.fingerprint() == old
    assert before != old


def test_nobody_is_listening_any_more_so_nothing_is_final(importing: Importing) -> None:
    """A command that is killed while PHP works: what PHP did must not become final behind its back."""
    before = importing.site.fingerprint()
    action, place = importing.action(small_document())

    class Killed(MemoryNotes):
        def write(self, chunks: Iterable[bytes]) -> None:
            del chunks
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        action.do(place._replace(notes=Killed()))
    assert importing.site.fingerprint() == before
