"""Miniatures of a picture in a few letters, BlurHash and ThumbHash: read what they say of their shape, and draw ours.

Both hold the picture as a few cosine waves: a dozen of them show what it is. Ours has none of these, just a grey.
BlurHash: the number of waves, the strongest one, the mean colour, and the waves, in digits of base 83. ThumbHash: the
same in bits, with an aspect and perhaps transparency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo

if TYPE_CHECKING:
    from launcher.images.ledger import Recipe

#: Formats of this module, as the ledger has them.
HASHES = frozenset({"blurhash", "thumbhash"})

_DIGITS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_WAVE = 19**3
# No wave at all: the middle of three scales of 19 steps.
_STILL = 9 * 19 * 19 + 9 * 19 + 9
_GREY = 0x969696
# The longer side of a ThumbHash has this many waves, fewer where there is transparency.
_WAVES, _WAVES_CLEAR = 7, 5


def read_blurhash(text: bytes) -> ImageInfo | None:
    """Return the numbers of waves across and down of a BlurHash as a size; None where ``text`` is none."""
    if len(text) < 6 or any(digit not in _VALUES for digit in text):
        return None
    down, across = divmod(_VALUES[text[0]], 9)
    if down > 8 or len(text) != 4 + 2 * (across + 1) * (down + 1):
        return None
    waves = (_number(text[index : index + 2]) for index in range(6, len(text), 2))
    if _number(text[2:6]) > 0xFFFFFF or any(wave >= _WAVE for wave in waves):
        return None
    return ImageInfo("blurhash", across + 1, down + 1)


def _number(digits: bytes) -> int:
    number = 0
    for digit in digits:
        number = number * 83 + _VALUES[digit]
    return number


def _written(number: int, length: int) -> bytes:
    return bytes(_DIGITS[number // 83**place % 83] for place in reversed(range(length)))


def read_thumbhash(data: bytes) -> ImageInfo | None:
    """Return the numbers of waves across and down of a ThumbHash as a size; None where ``data`` is none."""
    if len(data) < 5:
        return None
    clear, landscape = bool(data[2] & 0x80), bool(data[4] & 0x80)
    longer, shorter = _WAVES_CLEAR if clear else _WAVES, max(1, data[3] & 7)
    width, height = (longer, shorter) if landscape else (shorter, longer)
    if shorter > longer or len(data) != _thumbhash_length(width, height, clear=clear):
        return None
    return ImageInfo("thumbhash", width, height, mode="RGBA" if clear else "RGB", alpha=clear)


def _thumbhash_length(width: int, height: int, *, clear: bool) -> int:
    across, down = max(3, width), max(3, height)
    waves = _waves(across, down) + 2 * _waves(3, 3) + (_waves(5, 5) if clear else 0)
    return 5 + clear + (waves + 1) // 2


def _waves(across: int, down: int) -> int:
    """Count the waves below the diagonal, without the mean."""
    return sum(1 for y in range(down) for x in range(0 if y else 1, across) if x * down < across * (down - y))


def draw_hash(recipe: Recipe) -> bytes:
    """Return a hash of a plain grey with as many waves as the recipe's size says."""
    if recipe.format == "blurhash":
        size = recipe.width - 1 + (recipe.height - 1) * 9
        if recipe.width > 9 or recipe.height > 9:
            raise ValueError("it has at most nine waves a side")
        waves = _written(_STILL, 2) * (recipe.width * recipe.height - 1)
        return _written(size, 1) + b"0" + _written(_GREY, 4) + waves
    clear = recipe.shape == "rounded"
    longer = _WAVES_CLEAR if clear else _WAVES
    shorter = min(recipe.width, recipe.height)
    if max(recipe.width, recipe.height) != longer:
        raise ValueError(f"its longer side has {longer} waves")
    landscape = recipe.width > recipe.height
    colour = 32 | 32 << 6 | 32 << 12 | clear << 23
    aspect = shorter | landscape << 15
    head = colour.to_bytes(3, "little") + aspect.to_bytes(2, "little") + (b"\x0f" if clear else b"")
    return head + b"\x77" * (_thumbhash_length(recipe.width, recipe.height, clear=clear) - len(head))
