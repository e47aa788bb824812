"""Tell by its place in a text that an address is a picture's, whatever it is called: what stands before it says so."""

from __future__ import annotations

import re
from typing import NamedTuple

from launcher.images.remote.markup import tag_around

#: Suffixes of Markdown, and of all texts in which a line may be a key with a value.
MARKDOWN = frozenset({".md", ".markdown", ".mdx", ".mdown", ".rmd", ".qmd"})
YAML = frozenset({".yaml", ".yml", ".toml", ".ini", ".conf", ".properties"}) | MARKDOWN
#: What stands before an address in Markdown: in a definition, and in a link or a picture, which has a mark before it.
DEFINITION_BEFORE = re.compile(rb"(?:^|\n)[ ]{0,3}\[([^\]\n]{1,200})\]:[ \t]*(?:\n[ \t]*)?<?\Z")
MARKDOWN_BEFORE = re.compile(rb"(!?)\[[^\]]{0,400}\]\([ \t]*<?\Z")
_IMAGE_LABEL = re.compile(rb"!\[([^\[\]]{0,400})\](?:\[([^\[\]]{0,400})\])?")
# Keys under which a picture stands, whatever it is called.
_PICTURE_KEY = re.compile(
    rb"[\"']?\b(?:image|images|cover|thumbnail|thumb|thumbnailurl|avatar|photo|logo|banner|poster|portrait|og_image"
    rb"|featured_image|featuredimage|cover_image|coverimage|header_image|hero_image|background_image|primaryimageofpage"
    rb"|teaser|overlay_image|feature[_-]image|feature[_-]img|share[_-]image|share[_-]img|social[_-]image|image_path)"
    rb"[\"']?\s*[:=]\s*(?:\[\s*)?[\"']?\Z",
    re.IGNORECASE,
)
_IMG_BEFORE = re.compile(rb"<img\b[^>]{0,500}[\s\"']src=\\*(?:[\"']|&quot;|&#34;)?\Z", re.IGNORECASE)
# A picture of the web manifest (icons, screenshots), and the address of an ImageObject of schema.org.
_MANIFEST_KEY = re.compile(rb"\"src\"\s*:\s*\"\Z")
_ADDRESS_KEY = re.compile(rb"\"(?:url|contentUrl|@id)\"\s*:\s*\"\Z")
_IMAGE_OBJECT = re.compile(rb"\"@type\"\s*:\s*(?:\[\s*)?\"ImageObject\"")
_OBJECT = re.compile(rb"\{[^{}]*+\}")
#: The marks of a picture in other markup for people.
DIRECTIVES = {
    ".adoc": re.compile(rb"\bimage::?\Z"),
    ".asciidoc": re.compile(rb"\bimage::?\Z"),
    ".rst": re.compile(rb"\.\.[ ]{1,8}(?:\|[^|\n]{1,100}\|[ ]{1,8})?(?:image|figure)::[ \t]{1,8}\Z"),
}
_PICTURE_TAGS = frozenset({"media:thumbnail", "itunes:image", "image", "enclosure", "media:content", "img"})


class Context(NamedTuple):
    """How a text is read: what it is by its name, its bytes, where its front matter ends, labels that images use."""

    suffix: str
    data: bytes
    matter: int
    labels: frozenset[bytes]


def context_of(suffix: str, data: bytes) -> Context:
    """Look over a text before the places in it are judged."""
    if suffix not in MARKDOWN:
        return Context(suffix, data, len(data), frozenset())
    fence = data[:3]
    end = data.find(b"\n" + fence, 3) if fence in {b"---", b"+++"} else 0
    if data[:1] == b"{":
        end = data.find(b"\n}")  # front matter in JSON, as Hugo reads it
    labels = (second or first for first, second in _IMAGE_LABEL.findall(data))
    return Context(suffix, data, len(data) if end < 0 else end, frozenset(label.lower() for label in labels))


def in_matter(context: Context, start: int) -> bool:
    """Say whether a line is data: all of a YAML file, and the front matter of a Markdown file."""
    return start < context.matter


def is_picture_place(context: Context, start: int) -> bool:
    """Say whether nothing but a picture can stand here, as in ``![text](here)``."""
    data, suffix = context.data, context.suffix
    before = data[max(0, start - 600) : start]
    if suffix in MARKDOWN:
        if (found := MARKDOWN_BEFORE.search(before)) is not None:
            return bool(found[1])
        if (found := DEFINITION_BEFORE.search(before)) is not None:
            return found[1].lower() in context.labels
    if suffix in DIRECTIVES and DIRECTIVES[suffix].search(before):
        return True
    if _is_value_of_picture(context, start, before):
        return True
    if suffix in {".xml", ".rss", ".atom"} and _is_feed_picture(data, start, before):
        return True
    return _IMG_BEFORE.search(before) is not None


def _is_value_of_picture(context: Context, start: int, before: bytes) -> bool:
    """Say whether the key before a place says that its value is a picture."""
    data, suffix = context.data, context.suffix
    if _PICTURE_KEY.search(before):
        known = suffix in {".jsonld", ".webmanifest"} or in_linked_data(data, start)
        return known or (suffix in YAML and in_matter(context, start))
    if suffix == ".webmanifest":
        return _MANIFEST_KEY.search(before) is not None
    return bool(_ADDRESS_KEY.search(before)) and in_linked_data(data, start) and _in_image_object(data, start)


def _is_feed_picture(data: bytes, start: int, before: bytes) -> bool:
    tag = tag_around(data, start)
    if tag is None:
        return re.search(rb"<(?:image>\s*<url|image:loc|logo|icon)>\s*(?:<!\[CDATA\[)?\Z", before) is not None
    name, attributes = tag
    said = attributes.get("type", "") or attributes.get("medium", "")
    if name == "link":
        return said.startswith("image") and attributes.get("rel") == "enclosure"
    return name in _PICTURE_TAGS and (said.startswith("image") or name not in {"enclosure", "media:content"})


def _in_image_object(data: bytes, start: int) -> bool:
    """Say whether the braces around a place are those of an ImageObject; what is nested in them does not count."""
    before, after = data[max(0, start - 2000) : start], data[start : start + 2000]
    before, after = _OBJECT.sub(b"", before), _OBJECT.sub(b"", after)
    inside = before[before.rfind(b"{") + 1 :] + after.partition(b"}")[0]
    return _IMAGE_OBJECT.search(inside) is not None


def in_linked_data(data: bytes, start: int) -> bool:
    """Say whether a place stands in JSON-LD, of a page or of its own."""
    opening = data.rfind(b"<script", max(0, start - 50_000), start)
    if opening < 0:
        return data[:1] in {b"{", b"["} and b"schema.org" in data[:2000]
    head = data.find(b">", opening)
    return b"ld+json" in data[opening:head] and data.find(b"</script", opening, start) < 0
