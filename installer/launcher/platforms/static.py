"""The static platform: a site of plain files that any web server, or a browser alone, can open.

A demo with a content model is rendered through its templates; every other demo is copied as it is. Rendering happens
in a child process (:mod:`launcher.platforms.rendering`), so that a template cannot harm the machine; this module
imports nothing that reads templates or Markdown.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from launcher.demo.model import Option
from launcher.errors import AnswerError, BundleError, ContentError, TargetError
from launcher.platforms.configuration import write_configuration
from launcher.platforms.plan import BytesContent, Plan, Write
from launcher.platforms.site_config import write_site_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from launcher.bundle.manifest import Manifest
    from launcher.demo.model import AnswerValue, ContentLayout
    from launcher.platforms.base import Bundle, Platform
    from launcher.platforms.plan import Content
    from launcher.platforms.setup import SiteSetup

SITE_URL = Option(
    "site_url",
    "Address of the site",
    "url",
    "http://localhost:8000/",
    help="Where the site will be reached; it may have a path, such as https://example.com/clinic/.",
)
CLEAN_URLS = Option(
    "clean_urls",
    "Links without index.html?",
    "bool",
    default=False,
    help="Yes: links end with a slash and the site needs a web server. No: it also opens from a folder.",
)
_OPTIONS = (SITE_URL, CLEAN_URLS)


@dataclass(frozen=True, slots=True)
class RenderResult:
    """A rendered site before it is installed: every file that it will have, by path."""

    files: Mapping[PurePosixPath, Content]
    rendered: frozenset[PurePosixPath]  # those made of templates and answers; the rest are copies

    def read(self, path: PurePosixPath) -> bytes:
        """Return a file's bytes."""
        return b"".join(self.files[path].chunks())


class StaticPlatform:
    """Makes a static site."""

    name = "static"

    def recognises(self, target: Path) -> bool:
        """Say whether ``target`` is a static site: any folder can be one, so the platform is never sure."""
        del target
        return False

    def options(self, manifest: Manifest) -> tuple[Option, ...]:
        """Return the demo's options, then the site's address and the form of its links.

        A demo that has an option of such a key asks in its own words. One of plain files has no use for the form of
        links.
        """
        known = {option.key for option in manifest.options}
        own = _OPTIONS if manifest.content is not None else (SITE_URL,)
        return (*manifest.options, *(option for option in own if option.key not in known))

    def setting_up(self, setup: SiteSetup) -> Platform:
        """Refuse: a static site has neither a database nor an administrator."""
        del setup
        raise TargetError(
            "a static site is not set up: it has no database and no administrator",
            hint="leave --url, --admin-... and --db-... out, or name a WordPress",
        )

    @contextmanager
    def plan(self, bundle: Bundle, answers: Mapping[str, AnswerValue], target: Path) -> Iterator[Plan]:
        """Yield the plan; raises ContentError and TemplateError where the demo does not render."""
        del target  # a static site is the same wherever it lies
        manifest = bundle.manifest
        with _render(bundle, answers) as result:
            config = _config(bundle, answers)
            files = {**result.files, _config_name(result.files): config}
            instead = PurePosixPath(f"site.{manifest.name}.yaml")  # of an add-on, in the site of another bundle
            private = {path for path, content in files.items() if content is config}
            private |= {file.path for file in manifest.configuration if file.private}
            yield Plan(
                name=manifest.name,
                version=manifest.version,
                digest=bundle.digest,
                platform=self.name,
                answers=dict(answers),
                writes=tuple(
                    # The answers may hold what is nobody's business on a shared host.
                    Write(
                        path,
                        files[path],
                        0o600 if path in private else 0o666,
                        instead if files[path] is config and instead not in files else None,
                    )
                    for path in sorted(files, key=str)
                ),
                images=tuple(
                    entry
                    for entry in manifest.images
                    # What is inline in a page's source stands elsewhere once the page is rendered.
                    if entry.decision != "kept" and entry.path in files and entry.path not in result.rendered
                ),
            )


@contextmanager
def preview(bundle: Bundle) -> Iterator[RenderResult]:
    """Yield the site as it would be with the default answers, for checks of what visitors will see."""
    from launcher.demo.options import sample_answers

    answers = sample_answers(StaticPlatform().options(bundle.manifest))
    with _render(bundle, answers, check=True) as result:
        yield result


@contextmanager
def _render(bundle: Bundle, answers: Mapping[str, AnswerValue], *, check: bool = False) -> Iterator[RenderResult]:
    layout = bundle.manifest.content
    _check_url(str(answers.get(SITE_URL.key, SITE_URL.default)))
    sources = _source_folders(bundle.manifest)
    configured = {
        file.path: BytesContent(write_configuration(file, answers))
        for file in bundle.manifest.configuration
        if not any(map(file.path.is_relative_to, sources))
    }
    copied = [path for path in bundle.names() if not any(map(path.is_relative_to, sources))]
    files: dict[PurePosixPath, Content] = {path: bundle.content(path) for path in copied if path not in configured}
    files.update(configured)
    if layout is None:
        yield RenderResult(files, frozenset(configured))
        return
    from launcher.platforms.rendering import render

    job = make_job(bundle, answers, layout, list(files))
    job["check_templates"] = check  # an install renders those that its pages need, and that is check enough
    with render(job) as rendered:
        _check_names(rendered, list(files))
        files.update(rendered)
        yield RenderResult(files, frozenset(rendered) | configured.keys())


def _source_folders(manifest: Manifest) -> list[PurePosixPath]:
    """Return the folders of a demo that are no part of a static site."""
    folders = [] if manifest.content is None else [manifest.content.root, manifest.content.templates]
    return folders if manifest.wordpress is None else [*folders, manifest.wordpress.root]


def make_job(
    bundle: Bundle, answers: Mapping[str, AnswerValue], layout: ContentLayout, copied: list[PurePosixPath]
) -> dict[str, Any]:
    """Return everything that rendering depends on, as JSON values."""
    manifest = bundle.manifest
    url = str(answers.get(SITE_URL.key, SITE_URL.default)).rstrip("/")
    content: dict[str, str] = {}
    templates: dict[str, str] = {}
    for path in bundle.names():
        if path.is_relative_to(layout.root):
            content[str(path)] = _text(bundle.read(path), path)
        elif path.is_relative_to(layout.templates):
            data = bundle.read(path)
            if b"\0" not in data:  # pictures among the templates are no templates
                templates[str(path.relative_to(layout.templates))] = _text(data, path)
    return {
        "site": {
            "title": str(answers.get("site_title", manifest.title)),
            "description": manifest.description,
            "url": url,
            "path": urlsplit(url).path,
            "language": layout.language,
            "name": manifest.name,
            "version": manifest.version,
        },
        "answers": dict(answers),
        "clean_urls": bool(answers.get(CLEAN_URLS.key, False)),
        "content_root": str(layout.root),
        "templates_root": str(layout.templates),
        "posts_per_page": layout.posts_per_page,
        "content": content,
        "templates": templates,
        "sizes": {
            str(entry.path): [entry.width, entry.height]
            for entry in manifest.images
            if entry.inline is None and entry.width and entry.height
        },
        "copied": [str(path) for path in copied],
    }


def _text(data: bytes, path: PurePosixPath) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ContentError(
            "the file is not UTF-8 text", where=path, line=data.count(b"\n", 0, error.start) + 1
        ) from error


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise AnswerError(f'"{SITE_URL.key}" must be an address without ? and #, not "{url}"', key=SITE_URL.key)


def _check_names(rendered: Mapping[PurePosixPath, Content], copied: list[PurePosixPath]) -> None:
    """Refuse a site that some system cannot hold; the child is not trusted with names."""
    from launcher.bundle.names import UniqueNames, check_name

    unique = UniqueNames()
    try:
        for path in copied:
            unique.add(str(path))
        for path in rendered:
            check_name(str(path))
            unique.add(str(path))
    except BundleError as error:
        raise ContentError(f"the page cannot be written: {error.message}", where=error.where) from error


def _config_name(files: Mapping[PurePosixPath, Content]) -> PurePosixPath:
    taken = {str(path).casefold() for path in files}
    return PurePosixPath("launcher-site.yaml" if "site.yaml" in taken else "site.yaml")


def _config(bundle: Bundle, answers: Mapping[str, AnswerValue]) -> BytesContent:
    manifest = bundle.manifest
    data = write_site_config(
        title=str(answers.get("site_title", manifest.title)),
        url=str(answers.get(SITE_URL.key, SITE_URL.default)),
        language=manifest.content.language if manifest.content else "",
        bundle={"name": manifest.name, "version": manifest.version, "digest": bundle.digest},
        answers=answers,
    )
    return BytesContent(data)
