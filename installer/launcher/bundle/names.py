"""The one gate for names: what a file in a demo or a bundle may be called.

A name that passes means the same file on Linux, macOS and Windows, and the same to every zip tool. `pack`, the reader,
the manifest and the platforms all come through here; docs/bundle-format.md lists the rules.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from launcher.errors import BundleError

#: Longest whole name, in UTF-8 bytes. Linux allows 4096 and Windows 260, both with the target's own folders included.
MAX_PATH_BYTES = 1024
#: Longest component, in UTF-8 bytes: NAME_MAX of ext4, xfs and APFS.
MAX_COMPONENT_BYTES = 255
#: Most components in one name.
MAX_DEPTH = 32

# Cc control, Cf format (bidi overrides, zero-width joiners), Cs surrogate, Co private use (Samba, Cygwin and WSL keep
# `:` and `\` there), Cn unassigned (its normal form may change with the next Unicode), Zl and Zp line separators.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Windows cannot create a file with any of these; `:` opens an alternate data stream or a drive, `\` is a separator.
_REFUSED_CHARACTERS = frozenset('\\:*?"<>|')
# Windows opens the device whatever the folder, the extension or the case, and takes superscript digits for digits.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
# What these folders hold runs commands (hooks of a version control system) or is our own state; NAME~1 is the short
# name that Windows gives them.
_RESERVED = frozenset({".git", ".hg", ".svn", ".launcher", "git~1", "launch~1"})
# Names that keep every rule but those of length and depth: most names, which need no slower look.
_PLAIN_COMPONENT = r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./]|\Z))[a-z0-9_-]+(?:\.+[a-z0-9_-]+)*"
_PLAIN = re.compile(f"{_PLAIN_COMPONENT}(?:/{_PLAIN_COMPONENT})*", re.ASCII | re.IGNORECASE)


def parse_name(text: str) -> PurePosixPath:
    """Return ``text`` as a relative path that is safe everywhere; BundleError with a ``name-*`` code otherwise."""
    check_name(text)
    return PurePosixPath(text)


def check_name(text: str) -> None:
    """Refuse what :func:`parse_name` refuses."""
    if len(text) <= MAX_COMPONENT_BYTES and text.count("/") < MAX_DEPTH and _PLAIN.fullmatch(text):
        return
    if not text:
        raise _refusal("name-empty", "a name is empty", text)
    if text.startswith("/"):
        raise _refusal("name-absolute", "the name is an absolute path", text)
    _check_characters(text)
    if len(text.encode()) > MAX_PATH_BYTES:
        raise _refusal("name-long", f"the name is longer than {MAX_PATH_BYTES} bytes", text)
    components = text.split("/")
    if len(components) > MAX_DEPTH:
        raise _refusal("name-deep", f"the name has more than {MAX_DEPTH} components", text)
    for component in components:
        _check_component(component, text)


def _check_characters(text: str) -> None:
    for character in text:
        if unicodedata.category(character) in _REFUSED_CATEGORIES:
            code = f"U+{ord(character):04X}"
            raise _refusal("name-control", f"the name has {code}, a control, format or unassigned character", text)
        if character in _REFUSED_CHARACTERS:
            message = f"the name has {character!r}, which is not portable"
            raise _refusal("name-character", message, text)
    if not unicodedata.is_normalized("NFC", text):
        raise _refusal("name-not-nfc", "the name is not in Unicode normal form C", text)


def _check_component(component: str, text: str) -> None:
    if not component:
        raise _refusal("name-empty", "the name has an empty component", text)
    if component in {".", ".."}:
        raise _refusal("name-parent", f"the name has a {component!r} component", text)
    if component[-1] in ". ":
        # Windows drops them, so that two names become one.
        raise _refusal("name-trailing", "a component ends with a dot or a space", text)
    if len(component.encode()) > MAX_COMPONENT_BYTES:
        raise _refusal("name-long", f"a component is longer than {MAX_COMPONENT_BYTES} bytes", text)
    if _DEVICE.fullmatch(component.partition(".")[0].rstrip(" ")):
        raise _refusal("name-device", f"{component!r} is a device on Windows", text)
    if component.isascii():
        folded = component.lower()
    else:
        folded = _fold(component)
        compatible = unicodedata.normalize("NFKC", component)
        if "/" in compatible or "\\" in compatible or compatible in {".", ".."}:
            # Such as U+FF0F or U+2025: a tool that normalises would see another path.
            raise _refusal("name-parent", "a component stands for a separator or a parent folder", text)
    if folded in _RESERVED:
        raise _refusal("name-reserved", f"{component!r} is reserved", text)


def printable_name(text: str, *, longest: int = 200) -> str:
    """Return ``text`` cut to ``longest`` characters, all escaped that could confuse a terminal or a reader."""
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in text[:longest]
    )
    return shown + "…" if len(text) > longest else shown


def _refusal(code: str, message: str, text: str) -> BundleError:
    return BundleError(message, code=code, where=printable_name(text) or None)


def _fold(text: str) -> str:
    """Return the key under which names are the same file somewhere (NFKC and casefold, until nothing changes)."""
    # Casefolding can undo the normal form and the other way round; Unicode's own NFKC_Casefold does the same twice.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).casefold()


class UniqueNames:
    """The names of one tree, no two of which may meet on a file system that ignores case or normal form.

    A name may neither be another's, nor a folder that another name needs, and one folder has one spelling.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: dict[str, str] = {}

    def add(self, text: str) -> None:
        """Add a file; BundleError ``name-collision`` where it meets a name added before."""
        key = text.lower() if text.isascii() else _fold(text)
        if key in self._files or key in self._folders:
            raise _refusal("name-collision", "another name differs in case or spelling alone", text)
        self.add_folder(text.rpartition("/")[0])
        self._files.add(key)

    def add_folder(self, text: str) -> None:
        """Add a folder and those above it, "" being the top; BundleError ``name-collision`` as :meth:`add`."""
        folder = text
        while folder:
            key = folder.lower() if folder.isascii() else _fold(folder)
            known = self._folders.get(key)
            if known == folder:
                return  # those above it were added with it
            if known is not None or key in self._files:
                raise _refusal("name-collision", "another name differs in case or spelling alone", text)
            self._folders[key] = folder
            folder = folder.rpartition("/")[0]
