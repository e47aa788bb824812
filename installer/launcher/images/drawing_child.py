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
    """Draw recipes and do with each what ``job`` says: "keep" it, make its "digest", or "compare" it with its blob."""
    drawn: list[dict[str, Any]] = []
    kept: list[bytes] = []
    for index, value in enumerate(job["recipes"]):
        recipe = Recipe.from_json(value)
        try:
            data = draw(recipe, _library(job["library"]))
        except CannotDraw as error:
            drawn.append({"cannot": str(error)})
        except DemoError as error:
            drawn.append({"lost": error.message, "where": error.where})
        else:
            match job["do"]:
                case "keep":
                    drawn.append({"size": len(data)})
                    kept.append(data)
                case "digest":
                    drawn.append({"size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
                case _:
                    drawn.append({"difference": _difference(recipe.format, data, blobs[index])})
    return {"drawn": drawn}, kept


def _difference(form: str, drawn: bytes, given: bytes) -> str | None:
    from launcher.images.compare import compare

    return None if drawn == given else compare(form, drawn, given)


@cache
def _library(folder: str) -> Library:
    return read_library(Path(folder))
