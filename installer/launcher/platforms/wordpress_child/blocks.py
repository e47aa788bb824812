"""Block markup, written as the block editor writes it, so that it opens every block without a complaint.

The editor takes a block for valid where its ``save`` function gives what is stored. The form here is that of WordPress
6.6; editors from 6.1 on accept it too (a class that they do not know counts as one of the author's).
Format: https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# serializeAttributes() of @wordpress/blocks: nothing may end the comment, and nothing may look like markup. A token
# stays as it is; one that is a whole value is a number.
_JSON_PART = re.compile(r'"(\{launcher:id:[^{}"]+\})"|\{launcher:[^{}"]+\}|--|[<>&]|\\"')
_JSON_ESCAPES = {"--": "\\u002d\\u002d", "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", '\\"': "\\u0022"}
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;"})
_VALUE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
# What escape() of the code block does: no shortcode and no address to embed may be found in it.
_BARE_ADDRESS = re.compile(r"^(\s*https?:)//([^\s<>\"]+\s*)$", re.MULTILINE)


def text(words: str) -> str:
    """Return text as a browser writes it into HTML."""
    return words.translate(_TEXT)


def value(words: str) -> str:
    """Return text for an attribute in double quotes."""
    return words.translate(_VALUE)


def tag(name: str, attributes: Iterable[tuple[str, str]] = ()) -> str:
    """Return an opening tag; attributes that are "" are left out, but for ``alt`` and ``href``."""
    kept = "".join(f' {key}="{value(words)}"' for key, words in attributes if words or key in {"alt", "href"})
    return f"<{name}{kept}>"


def attributes_json(attributes: Mapping[str, Any]) -> str:
    """Return a block's attributes as they stand in its comment."""
    written = json.dumps(attributes, ensure_ascii=False, separators=(",", ":"))
    return _JSON_PART.sub(lambda part: part[1] or _JSON_ESCAPES.get(part[0], part[0]), written)


def block(name: str, attributes: Mapping[str, Any], html: str | None = None) -> str:
    """Return a block of the core, or one that is all comment where ``html`` is None; empty attributes are left out."""
    kept = {key: item for key, item in attributes.items() if item not in ("", None)}
    opening = f"<!-- wp:{name} {attributes_json(kept)}" if kept else f"<!-- wp:{name}"
    return f"{opening} /-->" if html is None else f"{opening} -->\n{html}\n<!-- /wp:{name} -->"


def joined(blocks: Iterable[str]) -> str:
    """Return blocks one after the other, as an article or another block holds them."""
    return "\n\n".join(filter(None, blocks))


def paragraph(html: str) -> str:
    """Return a paragraph."""
    return block("paragraph", {}, f"<p>{html}</p>")


def heading(html: str, level: int, anchor: str) -> str:
    """Return a heading; level 2 is what the editor takes for granted."""
    opening = tag(f"h{level}", (("class", "wp-block-heading"), ("id", anchor)))
    return block("heading", {} if level == 2 else {"level": level}, f"{opening}{html}</h{level}>")


def list_of(items: Iterable[str], *, ordered: bool, start: int = 1) -> str:
    """Return a list; an item is its text, with the blocks of a list below it behind that."""
    attributes: dict[str, Any] = {"ordered": True} if ordered else {}
    first = ""
    if ordered and start != 1:
        attributes["start"] = start
        first = str(start)
    name = "ol" if ordered else "ul"
    inner = joined(block("list-item", {}, f"<li>{item}</li>") for item in items)
    return block("list", attributes, f"{tag(name, (('start', first), ('class', 'wp-block-list')))}{inner}</{name}>")


def quote(inner: str) -> str:
    """Return a quotation of blocks."""
    return block("quote", {}, f'<blockquote class="wp-block-quote">{inner}</blockquote>')


def code(source: str, language: str) -> str:
    """Return a listing; its language is a class, as highlighters look for it."""
    name = f"language-{language}" if language else ""
    shown = _BARE_ADDRESS.sub(r"\1&#47;&#47;\2", text(source).replace("[", "&#91;"))
    opening = tag("pre", (("class", f"wp-block-code {name}".rstrip()),))
    return block("code", {"className": name}, f"{opening}<code>{shown}</code></pre>")


def image(src: str, *, alt: str, number: str = "", caption: str = "", link: str = "") -> str:
    """Return a picture; ``number`` is the token of its attachment, ``caption`` is HTML."""
    attributes: dict[str, Any] = {}
    if number:
        attributes = {"id": number, "sizeSlug": "full", "linkDestination": "custom" if link else "none"}
    elif link:
        attributes = {"linkDestination": "custom"}
    picture = f'<img src="{value(src)}" alt="{value(alt)}"' + (f' class="wp-image-{number}"/>' if number else "/>")
    if link:
        picture = f"{tag('a', (('href', link),))}{picture}</a>"
    size = " size-full" if number else ""
    return block("image", attributes, f'<figure class="wp-block-image{size}">{picture}{_figcaption(caption)}</figure>')


def video(src: str, *, number: str = "", poster: str = "", caption: str = "", controls: bool = True) -> str:
    """Return a film."""
    written = " controls" if controls else ""
    written += f' poster="{value(poster)}"' if poster else ""
    return block(
        "video",
        {"id": number},
        f'<figure class="wp-block-video"><video{written} src="{value(src)}"></video>{_figcaption(caption)}</figure>',
    )


def _figcaption(html: str) -> str:
    return f'<figcaption class="wp-element-caption">{html}</figcaption>' if html else ""


def table(head: Sequence[Sequence[tuple[str, str]]], body: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Return a table of rows of cells, each its HTML and its alignment ("" for none)."""

    def section(name: str, cell: str, rows: Sequence[Sequence[tuple[str, str]]]) -> str:
        lines = "".join(f"<tr>{''.join(_cell(cell, html, side) for html, side in row)}</tr>" for row in rows)
        return f"<{name}>{lines}</{name}>" if rows else ""

    inner = section("thead", "th", head) + section("tbody", "td", body)
    # Newer editors fix the layout where nothing is said.
    return block("table", {"hasFixedLayout": False}, f'<figure class="wp-block-table"><table>{inner}</table></figure>')


def _cell(name: str, html: str, side: str) -> str:
    aligned = (("class", f"has-text-align-{side}"), ("data-align", side)) if side else ()
    return f"{tag(name, aligned)}{html}</{name}>"


def separator() -> str:
    """Return a line between two parts of a text."""
    return block("separator", {}, '<hr class="wp-block-separator has-alpha-channel-opacity"/>')


def group(inner: str, *, element: str = "div", classes: str = "", anchor: str = "") -> str:
    """Return blocks that belong together."""
    opening = tag(element, (("id", anchor), ("class", f"wp-block-group {classes}".rstrip())))
    attributes = {
        "tagName": element if element != "div" else "",
        "className": classes,
        "layout": {"type": "default"},
    }
    return block("group", attributes, f"{opening}{inner}</{element}>")


def html(source: str) -> str:
    """Return HTML that no block stands for; the editor keeps it as it is."""
    return block("html", {}, source.strip("\n"))
