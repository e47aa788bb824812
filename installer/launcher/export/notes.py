"""What an export cannot take along, and what is to be done so that an importer finds the rest."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import PurePosixPath

    from launcher.demo.wordpress.document import SiteDocument


def missing_note(document: SiteDocument) -> str:
    """Return what of a document WXR has no place for."""
    found = {
        "the front page": bool(document.front_page or document.posts_page),
        "places of menus": any(menu.locations for menu in document.menus),
        "widgets": bool(document.sidebars),
        "title and settings of the site": True,
        "options": bool(document.options),
        "settings of the theme": document.theme is not None and bool(document.theme.mods or document.theme.css),
        "what authors say of themselves": any(
            author.description or author.url or author.meta for author in document.authors
        ),
    }
    return f"WXR has no place for: {', '.join(what for what, there in found.items() if there)}"


def media_notes(left: Sequence[PurePosixPath], media_url: str) -> Iterator[str]:
    """Yield where importers look for media, if there are any (else ``media_url`` is ""), and which they leave there."""
    if media_url:
        yield f"an importer fetches the media from {media_url}: serve the folder uploads/ there"
    if left:
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        named = ", ".join(map(str, left[:3]))
        yield f"an importer brings no {named}{more}: copy them from uploads/ into wp-content/uploads"


def fetching_notes(media_url: str) -> Iterator[str]:
    """Yield why a WordPress would not fetch from an address; One Click Demo Import does all the same.

    The rules are those of wp_http_validate_url of wp-includes/http.php.
    """
    url = urlsplit(media_url)
    if url.port not in {None, 80, 443, 8080}:
        yield f"WordPress fetches from ports 80, 443 and 8080, and from {url.port} where its own site is there too"
    elif _is_local(url.hostname or ""):
        yield f"WordPress fetches from {url.hostname} only where its own address has that name"


def _is_local(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost"
