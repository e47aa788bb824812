"""The hot-linked pictures of one demo: each under a local path of its own, with a size, a format and where it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo
from launcher.images.kinds import DRAWABLE
from launcher.images.remote.address import SUFFIXES, shown_origin
from launcher.images.remote.sizes import Guess, fit_format, guess_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from launcher.images.remote.address import Address
    from launcher.images.remote.use import Use

#: The folder at the top of a bundle in which hot-linked pictures stand.
FOLDER = "launcher-remote"


@dataclass(frozen=True, slots=True)
class Brought:
    """A picture, or with ``medium`` a film or sound, that a demo links to elsewhere and that gets a file of its own.

    ``info`` is what its placeholder has to be like. ``origin`` is where it was, without what could be secret; ``why``
    says where its size comes from.
    """

    path: PurePosixPath
    origin: str
    info: ImageInfo
    why: str
    medium: str = ""


@dataclass(slots=True)
class _Wanted:
    """What is known of one address while the texts of a demo are read."""

    address: Address
    is_medium: bool
    guess: Guess
    info: ImageInfo | None = field(default=None)


class RemotePictures:
    """Collects the uses of remote pictures, then names one local file for each address."""

    def __init__(self, top_names: Iterable[str], below: str = "") -> None:
        """``below`` is the folder of the bundle, with a slash, for the files; ``top_names`` are taken in it."""
        self._folder = below + _free_folder(top_names)
        self._wanted: dict[str, _Wanted] = {}
        self._paths: dict[str, PurePosixPath] = {}
        self._brought: dict[PurePosixPath, Brought] = {}

    def add(self, use: Use) -> None:
        """Note that a picture is used; the surest word about its size counts, and among equals the largest."""
        key = key_of(use.address)
        guess = guess_size(use.address, use.hint)
        known = self._wanted.get(key)
        if known is None:
            self._wanted[key] = _Wanted(use.address, use.what == "medium", guess)
        elif _preference(guess) < _preference(known.guess):
            known.guess = guess

    def addresses(self) -> list[str]:
        """Return the addresses of all pictures, sorted."""
        return sorted(key for key, wanted in self._wanted.items() if not wanted.is_medium)

    def learn(self, infos: Mapping[str, ImageInfo]) -> None:
        """Take what the headers of pictures say, by address, in place of every guess."""
        for key, info in infos.items():
            self._wanted[key].info = info

    def settle(self) -> None:
        """Give each address its local path; the same addresses always get the same ones."""
        stems: dict[str, str] = {}
        taken: dict[str, str] = {}
        for key in sorted(self._wanted):
            wanted = self._wanted[key]
            picture = wanted.address.picture
            if picture not in stems:
                stems[picture] = _free_stem(wanted.address.words, picture, taken)
            made = _bring(self._folder, stems[picture], wanted)
            # Addresses that differ only in how a picture is delivered share a file.
            self._brought.setdefault(made.path, made)
            self._paths[key] = made.path

    def path_of(self, address: Address) -> PurePosixPath | None:
        """Return the local path of an address, None for one that was never added."""
        return self._paths.get(key_of(address))

    def brought(self) -> Iterator[Brought]:
        """Yield all files that are brought in, by path."""
        for _, item in sorted(self._brought.items(), key=lambda item: str(item[0])):
            yield item


def key_of(address: Address) -> str:
    """Return an address without its fragment, which never leaves a browser."""
    return address.url.partition("#")[0]


def _preference(guess: Guess) -> tuple[int, int, int]:
    return guess.rank, -guess.width * guess.height, -guess.width


def _free_folder(top_names: Iterable[str]) -> str:
    taken = {name.casefold() for name in top_names}
    number = 1
    while (name := FOLDER if number == 1 else f"{FOLDER}-{number}") in taken:
        number += 1
    return name


def _free_stem(words: str, picture: str, taken: dict[str, str]) -> str:
    number = 1
    while taken.setdefault(stem := words if number == 1 else f"{words}-{number}", picture) != picture:
        number += 1
    return stem


def _bring(folder: str, stem: str, wanted: _Wanted) -> Brought:
    address = wanted.address
    origin = shown_origin(address.url)
    if wanted.is_medium:
        path = PurePosixPath(folder, f"{stem}.{address.medium}")
        like = ImageInfo(address.medium, wanted.guess.width, wanted.guess.height)
        return Brought(path, origin, like, "", address.medium)
    info, why = wanted.info, "its header"
    if info is None:
        form = address.format if address.format in DRAWABLE or address.format == "svg" else "jpeg"
        info, why = _guessed(form, wanted.guess), wanted.guess.why
    suffix = SUFFIXES.get(info.format, info.format)
    return Brought(PurePosixPath(folder, f"{stem}-{info.width}x{info.height}.{suffix}"), origin, info, why)


def _guessed(form: str, guess: Guess) -> ImageInfo:
    width, height = fit_format(form, guess.width, guess.height)
    # A palette keeps the PNG of a picture that may well be a photograph small.
    info = ImageInfo(form, width, height, mode="P" if form in {"gif", "png"} else "RGB")
    if form in {"ico", "cur"}:
        return info._replace(mode="RGBA", alpha=True, sizes=((width, height),))
    return info
