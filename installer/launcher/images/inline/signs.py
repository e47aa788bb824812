"""Read base64 or hex digits that stand in a text: escaped for it, broken into lines, or joined of several strings."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field

from launcher.images.inline.extent import knows_end, picture_end
from launcher.images.inline.writing import Writing

#: A line or string of base64 that is shorter does not go on in the next one, where its beginning is no picture's.
SHORTEST_LINE = 16
#: The same where a ``data:`` URI or the beginning of a picture came before: a URI may have a space after every sign.
SHORTEST_PIECE = 1

_BACKSLASH = rb"(?:\\|%(?:25)*5[cC]|&\#92;)"
_PERCENT = rb"%(?:25)*"
_ENTITY = rb"&(?:amp;)*"
#: One sign, escaped for JSON, a URL, HTML, CSS, JavaScript or PHP; twice or three times as well.
ESCAPED = re.compile(
    rb"(?:" + _BACKSLASH + rb"{1,8}(?:(?P<itself>[/+=])"
    rb"|u\{?0{0,4}(?P<u>[2-7][0-9a-fA-F])\}?|x(?P<x>[2-7][0-9a-fA-F])"
    rb"|" + _PERCENT + rb"(?P<p2>2[bBfF]|3[dD])|0?(?P<octal>5[37]|75)"
    rb"|0{0,4}(?P<css>[2-7][0-9a-fA-F])[ \t]?)"
    rb"|" + _PERCENT + rb"(?P<p>[2-7][0-9a-fA-F])"
    rb"|" + _ENTITY + rb"(?:\#0*(?P<decimal>\d{2,3})|\#[xX]0*(?P<hex>[2-7][0-9a-fA-F])|(?P<name>[a-z]{3,6}));"
    rb")"
)
_NAMES = {b"plus": b"+", b"sol": b"/", b"equals": b"=", b"lowbar": b"_", b"colon": b":", b"semi": b";", b"comma": b","}
_HEX_GROUPS = ("u", "x", "p2", "css", "p", "hex")

_QUOTE = rb"(?:\\{0,8}[\"'`]|&(?:quot|apos|\#34|\#39);)"
_SPACE = (
    rb"(?:[ \t\r\n\f]|" + _BACKSLASH + rb"{1,8}(?:[rnt]|u000[9aAdD]|x0[9aAdD]|\r?\n)"
    rb"|" + _PERCENT + rb"(?:0[9aAdD]|20)|" + _ENTITY + rb"\#(?:9|10|13|[xX]0*[9aAdD]);)"
)
# The end of one string and the beginning of the next, with an operator or the end of a line between them.
_JOIN = rb"(?P<quote>" + _QUOTE + rb")(?:\s{0,64}+(?:[+.,&]|\.\.)\s{0,256}+|[ \t]{0,64}+\\?\r?\n\s{0,256}+)(?P=quote)"
# The next item of a list in YAML.
_ITEM = rb"(?P<mark>[\"']?)[ \t]{0,8}\r?\n[ \t]{0,64}+-[ \t]{1,8}(?P=mark)(?=[A-Za-z0-9+/])"
_GAP = re.compile(_ITEM + rb"|" + _SPACE + rb"{1,4096}+|" + _JOIN)
# After a picture that is not at its end: a string goes on in a variable, in another statement, in another string.
_GOES_ON = re.compile(
    _QUOTE
    + rb"\s{0,64}+(?:[+.&](?!=)|;\s{0,64}\$?[\w.\[\]\"'>-]{1,80}\s{0,8}[.+]=|,\s{0,64}+"
    + rb"(?:[\w\"']{1,40}\s{0,8}:\s{0,8})?"
    + _QUOTE
    + rb"[A-Za-z0-9+/]{16})"
)
_END_OF_LAST = re.compile(rb"[\"'`<)\\;&%,\]}]|\s*\Z|[ \t]*\r?\n")

# White space before the quotation mark that ends a URI.
_SPACES = 256

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]++")
_HEX = re.compile(rb"[0-9A-Fa-f]++")
_STANDARD = bytes.maketrans(b"-_", b"+/")


@dataclass(slots=True)
class Signs:
    """Digits as they stand in a text: pieces of them, where each ends, and what is between the pieces."""

    start: int
    hexadecimal: bool = False
    pieces: list[bytes] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: list[bytes] = field(default_factory=list)
    escapes: dict[bytes, bytes] = field(default_factory=dict)
    padding: int = 0
    used: int = 0  # pieces that belong to the picture

    @property
    def end(self) -> int:
        """Where the last piece in use ends, with its padding."""
        return self.ends[self.used - 1]

    def payload(self) -> bytes:
        """Return the bytes that the pieces in use stand for."""
        return _decode(b"".join(self.pieces[: self.used]), hexadecimal=self.hexadecimal)

    def fit(self, form: str, data: bytes, quote: bytes = b"") -> bool:
        """Use only the pieces that a picture in ``form`` takes; return whether it is whole, as far as it says.

        With ``quote``, which came before the URI, all pieces up to the next one belong to it.
        """
        if len(self.pieces) == 1:
            return not knows_end(form) or picture_end(form, self.payload()) is not None
        end = picture_end(form, self.payload())
        if end is None and quote and data[self.end : self.end + _SPACES].lstrip()[:1] == quote:
            return not knows_end(form)
        if end is None:
            self.used = self._regular(data)
            return not knows_end(form)
        left = end * 2 if self.hexadecimal else -(-end * 4 // 3)
        for index, piece in enumerate(self.pieces):
            left -= len(piece)
            if left <= 0:
                self.used = index + 1
                break
        # Lines as long as those before go on with what was hung on to the picture.
        width = len(self.pieces[0])
        while self.used < len(self.pieces) and len(self.pieces[self.used]) == width == len(self.pieces[self.used - 1]):
            self.used += 1
        return True

    def _regular(self, data: bytes) -> int:
        """Return how many pieces look like the lines of one text: equally long, but for the first and the last."""
        used = 1
        while used < len(self.pieces) and self.gaps[used - 1].strip(b" \t"):
            width, length = len(self.pieces[1]), len(self.pieces[used])
            last = length < width or used == len(self.pieces) - 1
            if length > width or (last and not _END_OF_LAST.match(data, self.ends[used])):
                break
            used += 1
            if last:
                break
        return used

    def goes_on(self, data: bytes) -> bool:
        """Say whether more of the same text follows that could not be read."""
        # A key of an object may have been taken for a piece.
        return any(_GOES_ON.match(data, end) for end in self.ends[: self.used])

    def writing(self, levels: int) -> Writing:
        """Return how another picture is to be written here; ``levels`` is how often the text is percent-encoded."""
        pieces = self.pieces[: self.used]
        lines = self.used > 1 and bool(self.gaps[0].strip(b" \t"))
        width = len(pieces[1] if self.used > 2 else pieces[0]) if lines else 0
        gap = self.gaps[0] if lines else b""
        if self.hexadecimal:
            upper = any(piece.upper() == piece != piece.lower() for piece in pieces[:4])
            return Writing("hex", upper=upper, width=width, gap=gap)
        urlsafe = any(b"-" in piece or b"_" in piece for piece in pieces)
        count = sum(map(len, pieces))
        return Writing(
            "base64",
            urlsafe=urlsafe,
            padded=bool(self.padding) or count % 4 == 0,
            signs=_signs(self.escapes, levels),
            width=width,
            gap=gap,
        )


def read_signs(
    data: bytes, start: int, *, hexadecimal: bool = False, most: int | None = None, shortest: int = SHORTEST_LINE
) -> Signs:
    """Read digits from ``start`` on, at most ``most`` where that is given; there may be none.

    A piece with less than ``shortest`` is the last.
    """
    signs, run = Signs(start, hexadecimal), _HEX if hexadecimal else _BASE64
    position, count = start, 0
    while True:
        piece, position = _read_piece(signs, run, data, position)
        count += len(piece)
        if not piece:
            break
        position = _read_padding(signs, data, position)
        signs.pieces.append(piece)
        signs.ends.append(position)
        if len(piece) < shortest or signs.padding or (most is not None and count >= most):
            break
        gap = _GAP.match(data, position)
        if gap is None or not _continues(data, gap.end(), run):
            break
        signs.gaps.append(gap[0])
        position = gap.end()
    signs.used = len(signs.pieces)
    return signs


def _read_piece(signs: Signs, run: re.Pattern[bytes], data: bytes, position: int) -> tuple[bytes, int]:
    """Return the digits up to a break, without escapes, and where they end."""
    parts: list[bytes] = []
    while True:
        plain = run.match(data, position)
        if plain:
            parts.append(plain[0])
            position = plain.end()
        escape = None if signs.hexadecimal else ESCAPED.match(data, position)
        sign = unescaped(escape) if escape else b""
        if escape is None or not run.fullmatch(sign):
            return b"".join(parts), position
        signs.escapes.setdefault(sign, escape[0])
        parts.append(sign)
        position = escape.end()


def _read_padding(signs: Signs, data: bytes, position: int) -> int:
    """Return where up to two equals signs end."""
    while not signs.hexadecimal and signs.padding < 2:
        escape = ESCAPED.match(data, position)
        if data[position : position + 1] == b"=":
            position += 1
        elif escape and unescaped(escape) == b"=":
            signs.escapes.setdefault(b"=", escape[0])
            position = escape.end()
        else:
            break
        signs.padding += 1
    return position


def _continues(data: bytes, position: int, run: re.Pattern[bytes]) -> bool:
    if run.match(data, position):
        return True
    escape = ESCAPED.match(data, position)
    return escape is not None and run.fullmatch(unescaped(escape)) is not None


def unescaped(escape: re.Match[bytes]) -> bytes:
    """Return the sign that a match of :data:`ESCAPED` stands for."""
    if escape["itself"]:
        return escape["itself"]
    if escape["octal"]:
        return bytes([int(escape["octal"], 8)])
    if escape["decimal"]:
        return bytes([int(escape["decimal"])]) if int(escape["decimal"]) < 128 else b""
    if escape["name"]:
        return _NAMES.get(escape["name"], b"")
    digits = next(escape[group] for group in _HEX_GROUPS if escape[group])
    return bytes([int(digits, 16)])


def _decode(text: bytes, *, hexadecimal: bool) -> bytes:
    if hexadecimal:
        return bytes.fromhex(text[: len(text) // 2 * 2].decode())
    # One sign too many carries six bits of nothing.
    text = text[:-1] if len(text) % 4 == 1 else text
    return base64.b64decode(text.translate(_STANDARD) + b"=" * (-len(text) % 4))


def _signs(escapes: dict[bytes, bytes], levels: int) -> tuple[tuple[bytes, bytes], ...]:
    """Return how each special sign is to be written, from those that were seen."""
    seen = {sign: text for sign, text in escapes.items() if sign in b"+/="}
    if levels and not seen:
        seen = {b"/": b"%" + b"25" * (levels - 1) + b"2F"}
    for example in list(seen.values()):
        for sign in (b"+", b"/", b"="):
            like = _like(example, sign)
            if like:
                seen.setdefault(sign, like)
    return tuple(sorted(seen.items()))


_NUMBER = re.compile(
    rb"(?P<before>.*?)(?P<digits>2[bBfF]|3[dD]|(?<=\#)4[37]|(?<=\#)61|5[37]|75)(?P<after>[;} \t]*)", re.DOTALL
)
_NAMED = {b"+": b"plus", b"/": b"sol", b"=": b"equals"}


def _like(example: bytes, sign: bytes) -> bytes | None:
    """Return ``sign`` escaped in the way of ``example``, None where that escapes a sign by itself."""
    name = re.fullmatch(rb"(.*)(?:plus|sol|equals);", example)
    if name:
        return name[1] + _NAMED[sign] + b";"
    number = _NUMBER.fullmatch(example)
    if number is None:
        return None
    digits = number["digits"]
    if digits in {b"43", b"47", b"61"}:
        new = str(ord(sign)).encode()
    elif digits in {b"53", b"57", b"75"}:
        new = b"%o" % ord(sign)
    else:
        new = b"%02X" % ord(sign) if digits.isupper() else b"%02x" % ord(sign)
    return number["before"] + new + number["after"]
