"""Merge a text that both its owner and its bundle changed, line by line."""

from __future__ import annotations

from typing import Literal, NamedTuple

#: "no": the new version lies beside the owner's. "clean": merged where no line was changed by both. "markers": merged
#: in any case, with marks around lines that both changed.
MergeMode = Literal["no", "clean", "markers"]


class Merged(NamedTuple):
    """A merged text; ``conflicts`` is how many places both sides changed."""

    data: bytes
    conflicts: int


def merge(base: bytes, owners: bytes, new: bytes, version: str) -> Merged | None:
    """Return the merge of two descendants of ``base``; None where one of them is no text."""
    from merge3 import Merge3

    try:
        texts = [data.decode() for data in (base, owners, new)]
    except UnicodeDecodeError:
        return None
    if any("\0" in text for text in texts):
        return None
    first, second, third = (text.splitlines(keepends=True) for text in texts)
    merging = Merge3(first, second, third)
    conflicts = sum(group[0] == "conflict" for group in merging.merge_groups())
    lines = merging.merge_lines(name_a="yours", name_b=version)
    return Merged("".join(lines).encode(), conflicts)
