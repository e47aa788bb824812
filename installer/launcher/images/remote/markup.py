"""Find remote pictures by the element, attribute or CSS property in which an address stands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from launcher.demo.references import attributes_of, scan_css, scan_html
from launcher.images.remote.address import read_address
from launcher.images.remote.use import Hint, Use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.demo.references import Reference
    from launcher.images.remote.address import Address
    from launcher.images.remote.use import Form, What

#: What template languages write where a part of an address will stand.
TEMPLATE = re.compile(r"\{\{|\{%|<\?|<%|\$\{|#\{|\{[a-z]\}|%[sd](?![0-9a-f])", re.IGNORECASE)
_REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_PICTURE_ATTRIBUTES = frozenset({"srcset", "imagesrcset", "poster", "background", "data-srcset", "data-lazy-srcset"})
_PICTURE_ELEMENTS = frozenset({("img", "src"), ("image", "href"), ("image", "xlink:href"), ("feimage", "href")})
_FILM_ELEMENTS = frozenset({"video", "audio", "source", "embed", "object", "a"})
# The attributes from which scripts for lazy loading fill an <img>.
_LAZY = frozenset({"data-src", "data-lazy", "data-lazy-src", "data-original", "data-image", "data-img"})
_PICTURE_LINKS = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "image_src"})
_PICTURE_LINKS |= frozenset({"apple-touch-startup-image", "fluid-icon"})
# What a card of a social network, a tile of Windows and the still of a film usually have.
_CARD_SIZE, _TILE_SIZE, _POSTER_SIZE = (1200, 630), (150, 150), (1280, 720)
_META_OTHERS = frozenset({"video", "audio", "player", "config"})
_NEVER_PICTURES = frozenset({"script", "iframe", "form", "use", "base"})
_CSS_PICTURES = re.compile(
    r"(?:^|-)(?:background(?:-image)?|border-image(?:-source)?|list-style(?:-image)?|cursor|content|mask(?:-image)?"
    r"|mask-border(?:-source)?|mask-box-image|shape-outside)$"
)
_PROPERTY = re.compile(rb"([-\w]+)[ \t\n\f\r]*:[^;{}]*\Z")
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*\Z", re.IGNORECASE)
_STYLE_SIZE = re.compile(r"(?:^|[;\s{])(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?px", re.IGNORECASE)
_STYLE_RATIO = re.compile(r"(?:^|[;\s{])aspect-ratio\s*:\s*(?:auto\s+)?(\d{1,5})(?:\s*/\s*(\d{1,5}))?", re.IGNORECASE)
_DESCRIPTOR = re.compile(rb"[ \t\n\f\r]+(\d+(?:\.\d+)?)([wx])", re.IGNORECASE)
_SIZES = re.compile(r"(\d{1,4})x(\d{1,4})", re.IGNORECASE)


def find_in_html(data: bytes) -> tuple[list[Use], list[tuple[int, int]]]:
    """Return the remote pictures of a page or drawing, and the places of all references that were looked at."""
    uses: list[Use] = []
    looked: list[tuple[int, int]] = []
    waiting: list[int] = []  # uses of a <picture>'s sources, which learn the ratio from the <img> that ends it
    metas: list[int] = []
    sizes: dict[str, int] = {}
    for reference in scan_html(data):
        looked.append((reference.start, reference.end))
        address = read_address(reference.value) if _REMOTE.match(reference.value) else None
        if address is None:
            continue
        attributes = attributes_of(data, *reference.tag) if reference.tag[1] else {}
        use = _use(data, reference, address, attributes)
        if use is None:
            continue
        if reference.element == "source" and reference.kind == "srcset":
            waiting.append(len(uses))
        elif reference.element == "img":
            _pass_on(uses, waiting, use.hint)
        if reference.element == "meta":
            metas.append(len(uses))
        uses.append(use)
    if metas and (b"image:width" in data or b"image:height" in data):
        sizes = _meta_sizes(data)
    for index in metas if sizes else ():
        use = uses[index]
        uses[index] = replace(use, hint=replace(use.hint, width=sizes.get("width"), height=sizes.get("height")))
    return uses, looked


def find_in_css(data: bytes) -> tuple[list[Use], list[tuple[int, int]]]:
    """Return the remote pictures of a style sheet, and the places of all its references."""
    uses, looked = [], []
    for reference in scan_css(data):
        looked.append((reference.start, reference.end))
        address = read_address(reference.value) if _REMOTE.match(reference.value) else None
        if address is not None and (use := _use(data, reference, address, {})) is not None:
            uses.append(use)
    return uses, looked


def _pass_on(uses: list[Use], waiting: list[int], hint: Hint) -> None:
    for index in waiting:
        old = uses[index].hint
        if old.ratio is None and hint.width and hint.height:
            ratio = hint.ratio or hint.width / hint.height
            uses[index] = replace(uses[index], hint=replace(old, ratio=ratio))
    waiting.clear()


def _use(data: bytes, reference: Reference, address: Address, attributes: Mapping[str, str]) -> Use | None:
    """Return the use that a remote reference is, None for what shows no picture."""
    what: What = "picture"
    if address.medium:
        if not _plays(reference, address):
            return None
        what = "medium"
    elif not _holds_picture(data, reference, attributes, address):
        return None
    if TEMPLATE.search(reference.value):
        return Use(reference.start, reference.end, address, "template")
    form: Form = "absolute" if reference.kind == "meta" else "reference"
    return Use(reference.start, reference.end, address, what, _hint(data, reference, attributes), form=form)


def _holds_picture(data: bytes, reference: Reference, attributes: Mapping[str, str], address: Address) -> bool:
    """Say whether a reference is to a picture: by where it stands, else by its address."""
    if reference.kind in {"css-url", "style-url"}:
        found = _PROPERTY.search(data, max(0, reference.start - 500), reference.start)
        name = found[1].decode("latin-1").lower() if found else ""
        # In @font-face the property is "src", and an SVG there is a font.
        return name != "src" and (address.plain or bool(_CSS_PICTURES.search(name)))
    if reference.element == "link" and reference.kind == "href":
        return _is_picture_link(attributes)
    if reference.element == "meta":
        return _META_OTHERS.isdisjoint(re.split(r"[:-]", _meta_name(attributes)))
    return _is_picture_slot(reference, attributes) or (
        address.plain and reference.kind != "css-import" and reference.element not in _NEVER_PICTURES
    )


def _is_picture_slot(reference: Reference, attributes: Mapping[str, str]) -> bool:
    """Say whether an attribute can hold nothing but a picture."""
    element, attribute = reference.element, reference.attribute
    if element == "input":
        return attribute == "src" and attributes.get("type", "").lower() == "image"
    if element in {"img", "source"} and attribute in _LAZY:
        return True
    return (element, attribute) in _PICTURE_ELEMENTS or attribute in _PICTURE_ATTRIBUTES


def _plays(reference: Reference, address: Address) -> bool:
    if address.medium == "pdf":
        return reference.element in {"embed", "object", "iframe"}
    return reference.element in _FILM_ELEMENTS or reference.element == "meta" or reference.attribute.startswith("data-")


def _is_picture_link(attributes: Mapping[str, str]) -> bool:
    relations = attributes.get("rel", "").lower().split()
    if "preload" in relations or "prefetch" in relations:
        return attributes.get("as", "").lower() == "image"
    return not _PICTURE_LINKS.isdisjoint(relations)


def _meta_name(attributes: Mapping[str, str]) -> str:
    return (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()


def _meta_sizes(data: bytes) -> dict[str, int]:
    found = {}
    for side in ("width", "height"):
        pattern = rb"<meta\b[^>]{0,200}?image:" + side.encode() + rb"[\"'][^>]{0,100}?content=[\"']?(\d{2,5})"
        if match := re.search(pattern, data, re.IGNORECASE):
            found[side] = int(match[1])
    return found


def _hint(data: bytes, reference: Reference, attributes: Mapping[str, str]) -> Hint:
    """Return what the tag says about the size of the picture."""
    if reference.element == "link" and reference.kind != "srcset":
        return Hint(*_link_size(attributes))
    if reference.element == "meta":
        word = re.split(r"[:-]", _meta_name(attributes), maxsplit=1)[0]
        return Hint(usual=_TILE_SIZE if word == "msapplication" else _CARD_SIZE)
    if not reference.attribute:
        return hint_of({"style": _css_block(data, reference.start)})
    hint = hint_of(attributes)
    if reference.kind == "srcset":
        return _candidate_hint(data, reference, hint)
    return replace(hint, usual=_POSTER_SIZE if "poster" in reference.attribute else None)


def _css_block(data: bytes, position: int) -> str:
    """Return the declarations of the rule in which a position stands."""
    start = data.rfind(b"{", max(0, position - 2000), position) + 1
    end = data.find(b"}", position, position + 2000)
    return data[start : end if end >= 0 else position].decode("utf-8", "replace") if start else ""


def hint_of(attributes: Mapping[str, str]) -> Hint:
    """Return what the attributes of a tag say: ``width`` and ``height``, else its style."""
    width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
    style = attributes.get("style", "")
    sides = {side.lower(): int(number) for side, number in _STYLE_SIZE.findall(style) if int(number)}
    ratio = None
    if (found := _STYLE_RATIO.search(style)) and int(found[1]) and int(found[2] or 1):
        ratio = int(found[1]) / int(found[2] or 1)
    box = (sides["width"], sides["height"]) if len(sides) == 2 else None
    if box is None and ratio and sides:
        side = sides.get("width") or round(sides["height"] * ratio)
        box = (side, max(1, round(side / ratio)))
    return Hint(width, height, ratio, box)


def _candidate_hint(data: bytes, reference: Reference, hint: Hint) -> Hint:
    """Return the hint of one candidate: its width by descriptor, its height by the ratio of the tag."""
    descriptor = _DESCRIPTOR.match(data, reference.end)
    ratio = hint.ratio or (hint.width / hint.height if hint.width and hint.height else None)
    ratio = ratio or (hint.box[0] / hint.box[1] if hint.box else None)
    if descriptor is None:
        return hint
    number = float(descriptor[1])
    if descriptor[2].lower() == b"w":
        return Hint(width=round(number) or None, ratio=ratio)
    scale = min(max(number, 0.1), 5)
    width = round(hint.width * scale) if hint.width else None
    return Hint(width, round(hint.height * scale) if hint.height else None, ratio)


def _link_size(attributes: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Return the size of an icon: as it says (the largest of several), or as browsers want it."""
    found = [(int(w), int(h)) for w, h in _SIZES.findall(attributes.get("sizes", ""))]
    if found:
        return max(found)
    relation = attributes.get("rel", "").lower()
    if "apple-touch-icon" in relation:
        return 180, 180
    return (32, 32) if "icon" in relation else (None, None)


def _pixels(text: str | None) -> int | None:
    found = _PIXELS.match(text or "")
    return (int(found[1]) or None) if found else None


def tag_around(data: bytes, start: int) -> tuple[str, dict[str, str]] | None:
    """Return the name and attributes of the tag inside which ``start`` stands; None where it stands in none."""
    opening = data.rfind(b"<", max(0, start - 2000), start)
    if opening < 0 or data.find(b">", opening, start) >= 0:
        return None
    closing = data.find(b">", start, start + 4000)
    name = re.match(rb"<([A-Za-z][\w:.-]*)", data[opening:start])
    if name is None or closing < 0:
        return None
    return name[1].decode().lower(), attributes_of(data, opening + len(name[0]), closing)
