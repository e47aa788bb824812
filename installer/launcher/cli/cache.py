"""``launcher cache``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from launcher.fetch.cache import Cached

EPILOG = """
\b
Examples:
  launcher cache             what is kept, the last used first
  launcher cache --clear     keep nothing
"""


@click.command("cache", epilog=EPILOG)
@click.option("--clear", is_flag=True, help="Remove every downloaded bundle.")
@click.option("--json", "as_json", is_flag=True, help="Print the bundles as JSON.")
def command(*, clear: bool, as_json: bool) -> None:
    """List the downloaded bundles that are kept, or remove them.

    A bundle is kept under the SHA-256 of its file, so that it is not downloaded twice. Of more than 4 GiB, those that
    were used longest ago go first.
    """
    from launcher.cli.output import emit_json, human_size, plural, say
    from launcher.fetch.cache import BundleCache

    cache = BundleCache()
    if clear:
        count, size = cache.clear()
        if as_json:
            emit_json({"removed": count, "bytes": size})
        else:
            say(f"Removed {plural(count, 'bundle')}, {human_size(size)}.")
        return
    entries = cache.entries()
    if as_json:
        emit_json([_json(entry) for entry in entries])
        return
    _print_list(entries)
    if not entries:
        say(f"No bundle is kept in {cache.folder}.")


def _print_list(entries: list[Cached]) -> None:
    from datetime import UTC, datetime

    from launcher.cli.output import emit, human_size

    for entry in entries:
        used = datetime.fromtimestamp(entry.used, UTC).strftime("%Y-%m-%d %H:%M")
        url = entry.source.url if entry.source else "unknown"
        emit(f"{entry.digest}  {human_size(entry.size):>9}  {used}  {url}")


def _json(entry: Cached) -> dict[str, object]:
    from datetime import UTC, datetime

    used = datetime.fromtimestamp(entry.used, UTC).isoformat(timespec="seconds")
    url = entry.source.url if entry.source else None
    return {"path": str(entry.path), "sha256": entry.digest, "bytes": entry.size, "used": used, "url": url}
