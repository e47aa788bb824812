"""Bring documents into a site as the import's action does, and look at what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.writing import site_bytes
from launcher.platforms.plan import BytesContent, Place
from launcher.platforms.wordpress.actions import ImportAction
from launcher.platforms.wordpress.php import run_job

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from launcher.demo.wordpress.document import SiteDocument
    from tests.support.wordpress.site import WordPressSite

BUNDLE = "shop"
#: Options by which WordPress tells itself what to do at the next visit, or remembers what it did at the last one.
_BOOKKEEPING = {"rewrite_rules", "theme_switched", "theme_switched_via_customizer", "cron"}


@dataclass
class MemoryNotes:
    """Notes of one transaction."""

    data: bytes = b""

    def chunks(self) -> Iterator[bytes]:
        """Yield what was written last."""
        yield self.data

    def write(self, chunks: Iterable[bytes]) -> None:
        """Keep ``chunks`` instead."""
        self.data = b"".join(chunks)


@dataclass
class Importing:
    """One bundle in one site: versions of its document come and go."""

    site: WordPressSite
    folder: Path  # for documents
    bundle: str = BUNDLE
    notes: MemoryNotes = field(default_factory=MemoryNotes)

    def action(self, document: SiteDocument) -> tuple[ImportAction, Place]:
        """Return the action of a document and its place, as a transaction has them."""
        data = site_bytes(document)
        content = BytesContent(data)
        payload = self.folder / content.sha256
        payload.write_bytes(data)
        return ImportAction(self.bundle, content), Place(self.site.folder, payload, self.notes)

    def bring(self, document: SiteDocument) -> Mapping[str, Any]:
        """Import a document in a transaction of its own and return what the importer says."""
        action, place = self.action(document)
        assert place.payload is not None
        return run_job(
            "import", self.site.folder, document=place.payload, bundle=self.bundle, digest=action.data["digest"]
        )

    def take_out(self) -> Mapping[str, Any]:
        """Take the bundle out and return what the importer says."""
        return run_job("undo", self.site.folder, bundle=self.bundle)

    def fates(self) -> dict[str, str]:
        """Return what became of each thing."""
        answer = run_job("status", self.site.folder, bundle=self.bundle)
        return {thing["ref"]: thing["fate"] for thing in answer["things"]}

    def ids(self) -> dict[str, int]:
        """Return the number of each thing that is there."""
        answer = run_job("status", self.site.folder, bundle=self.bundle)
        return {thing["ref"]: thing["id"] for thing in answer["things"] if thing["id"]}


def lasting_rows(site: WordPressSite) -> dict[str, list[list[str]]]:
    """Return every row of a site's MariaDB but WordPress's bookkeeping; an option has no number here."""
    rows = site.server.rows(site.database)
    rows["wp_options"] = sorted(row[1:] for row in rows["wp_options"] if is_lasting(row[1]))
    return rows


def is_lasting(option: str) -> bool:
    """Whether an option is more than what WordPress notes for its next visit."""
    return option not in _BOOKKEEPING and "_transient_" not in option
