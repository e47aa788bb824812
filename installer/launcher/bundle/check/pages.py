"""Check what visitors will see of a demo with a content model: its templates, and its pages once rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launcher.bundle.check.references import Paths, ReferenceCheck, has_references
from launcher.bundle.findings import Finding
from launcher.errors import AnswerError, BundleError, ContentError, DemoError, LauncherError, TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.read import BundleReader

_CODES: tuple[tuple[type[LauncherError], str], ...] = (
    (TemplateError, "template-error"),
    (ContentError, "content-error"),
    (DemoError, "content-error"),
    (AnswerError, "content-error"),
)


def page_findings(reader: BundleReader) -> Iterator[Finding]:
    """Yield the findings of a rendered site with default answers; nothing for a demo of plain files."""
    if reader.manifest.content is None:
        return
    from launcher.platforms.static import preview

    try:
        with preview(reader) as site:
            check = ReferenceCheck(reader.manifest, Paths(map(str, site.files), prefix=_prefix(reader)))
            for path in sorted(site.files, key=str):
                if has_references(path, None):
                    yield from check.look(path, site.read(path))
    except BundleError as error:
        yield Finding(error.code, "error", error.message, error.where or "", error.line, error.hint or "")
    except LauncherError as error:
        code = next((code for kind, code in _CODES if isinstance(error, kind)), "content-error")
        yield Finding(code, "error", error.message, error.where or "", error.line, error.hint or "")


def _prefix(reader: BundleReader) -> str:
    """Return the folder on the server in which a site with default answers stands, such as ``clinic``; mostly none."""
    from launcher.platforms.static import SITE_URL

    options = {option.key: option for option in reader.manifest.options}
    url = options.get(SITE_URL.key, SITE_URL).default
    return urlsplit(url).path.strip("/") if isinstance(url, str) else ""
