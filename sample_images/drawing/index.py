"""Writes index.yaml, from which the placeholders learn what samples there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drawing.media import MEDIA

if TYPE_CHECKING:
    from pathlib import Path

    from drawing.scene import Scene

LICENSE = "CC0-1.0"


def write(folder: Path, scenes: list[Scene]) -> None:
    """Write folder/index.yaml for the scenes and media files."""
    lines = ["# Written by draw.py; describes every file in scenes/ and media/.", "index: 1", "scenes:"]
    for scene in scenes:
        lines += [
            f"  - name: {scene.name}",
            f"    file: scenes/{scene.name}.jpg",
            f"    kind: {scene.kind}",
            f"    subject: {scene.subject}",
            f"    width: {scene.width}",
            f"    height: {scene.height}",
            f"    focus: [{scene.focus[0]}, {scene.focus[1]}]",
            f"    license: {LICENSE}",
        ]
        if scene.tiles:
            lines.append("    tiles: true")
    lines.append("media:")
    for medium in MEDIA:
        lines += [
            f"  - name: {medium.name}",
            f"    file: media/{medium.file}",
            f"    format: {medium.file.rpartition('.')[2]}",
            f"    subject: {medium.subject}",
            f"    width: {medium.width}",
            f"    height: {medium.height}",
            f"    seconds: {medium.seconds:g}",
            f"    license: {LICENSE}",
        ]
    (folder / "index.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
