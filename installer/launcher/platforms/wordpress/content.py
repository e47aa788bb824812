"""A bundle's site document: made of its articles, read as an export left it, or both put together.

Markdown, YAML and templates are a stranger's; the child process alone reads them, and this module reads its answer as
strictly as the document of a bundle.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.document import SiteDocument
from launcher.demo.wordpress.layout import THEMES
from launcher.demo.wordpress.lazy_posts import LazyPosts
from launcher.demo.wordpress.merging import merge
from launcher.demo.wordpress.parts import FOLDER, FRAME, LONGEST_PART, part_path, parts_problem, read_part
from launcher.demo.wordpress.reading import read_frame, read_site
from launcher.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from launcher.demo.model import AnswerValue, WordPressLayout
    from launcher.demo.wordpress.document import Post
    from launcher.platforms.base import Bundle

#: Below the folder of a bundle's WordPress part: the document by hand, by ``pack``, and the templates of pages.
BY_HAND, BY_PACK, BLOCKS, PARTS = "site.yaml", str(FRAME), "blocks", str(FOLDER)
_ANSWER = PurePosixPath("site.json")


def site_document(bundle: Bundle, answers: Mapping[str, AnswerValue]) -> SiteDocument:
    """Return everything that an install of the bundle puts into a database, its texts with tokens.

    Posts that stand in parts are read each time they are gone through, while the bundle is open.

    ContentError and TemplateError name the file and line of what is wrong in the bundle.
    """
    layout = bundle.manifest.wordpress
    assert layout is not None
    names = frozenset(bundle.names())
    document = SiteDocument()
    if bundle.manifest.content is not None or layout.root / BY_HAND in names:
        document = _made(bundle, answers, layout)
    packed = _packed(bundle, layout, names)
    return document if packed is None else merge(document, packed)


def _packed(bundle: Bundle, layout: WordPressLayout, names: frozenset[PurePosixPath]) -> SiteDocument | None:
    """Return the document that ``pack`` made, None where there is none."""
    path = layout.root / FRAME
    frame, count = read_frame(bundle.read(path), where=path) if path in names else (None, 0)
    beside = (name.relative_to(layout.root) for name in names if name.is_relative_to(layout.root / FOLDER))
    problem = parts_problem(beside, count)
    if problem is not None:
        raise ContentError(problem[1], where=layout.root / problem[0])
    if frame is None or not count:
        return frame
    paths = [layout.root / part_path(number) for number in range(1, count + 1)]
    for path in paths:
        size = bundle.content(path).size
        if size > LONGEST_PART:
            raise ContentError(f"the part is {size:,} bytes long, and {LONGEST_PART:,} is the most", where=path)

    def posts() -> Iterator[Post]:
        for path in paths:
            yield from read_part(bundle.read(path), where=path)

    return replace(frame, posts=LazyPosts(posts))


def _made(bundle: Bundle, answers: Mapping[str, AnswerValue], layout: WordPressLayout) -> SiteDocument:
    from launcher.platforms.rendering import WORDPRESS, render

    with render(_job(bundle, answers, layout), module=WORDPRESS) as answer:
        return read_site(b"".join(answer[_ANSWER].chunks()), where=_ANSWER, complete=False)


def _job(bundle: Bundle, answers: Mapping[str, AnswerValue], layout: WordPressLayout) -> dict[str, Any]:
    """Return everything that the document depends on, as JSON values."""
    manifest, content = bundle.manifest, bundle.manifest.content
    texts: dict[str, str] = {}
    blocks: dict[str, str] = {}
    files: dict[str, list[int] | None] = {}
    themes: set[str] = set()
    sizes = {entry.path: [entry.width, entry.height] for entry in manifest.images if entry.inline is None}
    for path in bundle.names():
        if content is not None and path.is_relative_to(content.root):
            texts[str(path)] = _text(bundle, path)
        elif path.is_relative_to(layout.root):
            below = path.relative_to(layout.root).parts
            if below[0] == BLOCKS:
                blocks["/".join(below[1:])] = _text(bundle, path)
            elif below[0] == THEMES and len(below) > 1:
                themes.add(below[1])
        elif content is None or not path.is_relative_to(content.templates):
            size = sizes.get(path)
            files[str(path)] = size if size and all(size) else None
    additions = layout.root / BY_HAND
    return {
        "site": {
            "title": str(answers.get("site_title", manifest.title)),
            "tagline": str(answers.get("tagline", manifest.description)),
            "description": manifest.description,
            "url": "",  # every page of a WordPress asks it for its address
            "path": "",
            "language": content.language if content else "",
            "name": manifest.name,
            "version": manifest.version,
        },
        "answers": dict(answers),
        "content_root": str(content.root) if content else "",
        "content": texts,
        "posts_per_page": content.posts_per_page if content else 0,
        "blocks_root": str(layout.root / BLOCKS),
        "blocks": blocks,
        "files": files,
        "places": {str(source): str(place) for source, place in layout.copy.items()},
        "theme": themes.pop() if len(themes) == 1 else "",
        "additions_path": str(additions),
        "additions": _text(bundle, additions) if additions in bundle.names() else "",
        "answer": str(_ANSWER),
    }


def _text(bundle: Bundle, path: PurePosixPath) -> str:
    data = bundle.read(path)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError("the file is not UTF-8 text", where=path, line=line) from error
