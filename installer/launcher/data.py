"""Where the demo, the sample images and the schemas that come with Launcher lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Return the folder of shipped data called ``demo_content``, ``sample_images`` or ``schemas``.

    An installed wheel has it inside the package; a checkout has it at the top of the repository.
    """
    inside = _PACKAGE / "_data" / name
    if inside.is_dir():
        return inside
    repository = _PACKAGE.parent.parent
    return repository / "docs" / name if name == "schemas" else repository / name
