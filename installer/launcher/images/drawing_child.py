"""Draw placeholders in a child process: recipes come in, pictures or what is to be known of them go out."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launcher.errors import DemoError
from launcher.images.draw import CannotDraw, draw
from launcher.images.ledger import Recipe
from launcher.images.samples import read_library

if TYPE_CHECKING:
    from launcher.images.child import Answer
    from launcher.images.samples import Library

#: Samples are read when they are wanted, and what is compared byte by byte is never decoded here.
CONFINED = False


def work(job: dict[str, Any], blobs: list[bytes]) -> Answer:
    """Draw one recipe and do what ``job`` says: "keep" the picture, make its "digest", or "compare" it with a blob."""
    recipe = Recipe.from_json(job["recipe"])
    try:
        data = draw(recipe, _library(job["library"]))
    except CannotDraw as error:
        return {"cannot": str(error)}, ()
    except DemoError as error:
        return {"lost": error.message, "where": error.where}, ()
    match job["do"]:
        case "keep":
            return {}, (data,)
        case "digest":
            return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}, ()
    return {"difference": _difference(recipe.format, data, blobs[0])}, ()


def _difference(form: str, drawn: bytes, given: bytes) -> str | None:
    from launcher.images.compare import compare

    return None if drawn == given else compare(form, drawn, given)


@cache
def _library(folder: str) -> Library:
    return read_library(Path(folder))
