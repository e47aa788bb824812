"""Write a blueprint of WordPress Playground, a zip with everything in it: files, the document, and our importer.

Format: https://wordpress.github.io/wordpress-playground/blueprints/bundles. The document goes in by the very importer
that ``launcher install`` runs, so that the site in the browser is the site that an install makes.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from launcher.demo.wordpress.writing import site_chunks
from launcher.export.archive import write_zip
from launcher.platforms.plan import BytesContent
from launcher.platforms.spool import Spool
from launcher.platforms.wordpress.php import program

if TYPE_CHECKING:
    from launcher.bundle.manifest import Manifest
    from launcher.platforms.plan import Content
    from launcher.platforms.wordpress.layout import Laid

_PIECE = 1 << 18
_ROOT = "/wordpress"
_FOLDER = "/tmp/launcher"  # noqa: S108 - in the memory of a browser


def write_blueprint(path: Path, manifest: Manifest, laid: Laid) -> None:
    """Write the blueprint; OSError where that fails."""
    content: dict[PurePosixPath, Content] = {
        file.relative_to("wp-content"): bytes_of for file, bytes_of in laid.files.items()
    }
    archive = path.with_name("wp-content.zip")
    write_zip(archive, content)
    with Spool() as spool, archive.open("rb") as zipped:
        document = spool.fill(site_chunks(laid.document, laid.document.posts))
        steps = json.dumps(blueprint(manifest.title, manifest.author), indent=2) + "\n"
        files: dict[PurePosixPath, Content] = {
            PurePosixPath("blueprint.json"): BytesContent(steps.encode()),
            PurePosixPath("importer.php"): BytesContent(program(main=Path(__file__).with_name("blueprint.php"))),
            PurePosixPath("job"): BytesContent(_job(manifest.name, document)),
            PurePosixPath("document"): document,
            PurePosixPath("wp-content.zip"): spool.fill(iter(lambda: zipped.read(_PIECE), b"")),
        }
        write_zip(path, files)
    archive.unlink()


def blueprint(title: str, author: str) -> dict[str, object]:
    """Return the steps: the files, then the content, then somebody who may look at it from the inside."""

    def bundled(name: str) -> dict[str, str]:
        return {"resource": "bundled", "path": f"/{name}"}

    return {
        "$schema": "https://playground.wordpress.net/blueprint-schema.json",
        "meta": {"title": title, "author": author or "launcher"},
        "landingPage": "/",
        "preferredVersions": {"php": "8.2", "wp": "latest"},
        "steps": [
            {"step": "unzip", "zipFile": bundled("wp-content.zip"), "extractToPath": f"{_ROOT}/wp-content"},
            {"step": "mkdir", "path": _FOLDER},
            {"step": "writeFile", "path": f"{_FOLDER}/importer.php", "data": bundled("importer.php")},
            {"step": "writeFile", "path": f"{_FOLDER}/job", "data": bundled("job")},
            {"step": "writeFile", "path": f"{_FOLDER}/document", "data": bundled("document")},
            {"step": "runPHP", "code": f"<?php require '{_FOLDER}/importer.php';"},
            {"step": "login"},
        ],
    }


def _job(name: str, document: Content) -> bytes:
    """Return all that the importer is told, in the order in which it asks."""
    job = {"mode": "import", "wordpress": _ROOT, "plugins": True, "bundle": name, "digest": document.sha256}
    return json.dumps({**job, "document": f"{_FOLDER}/document"}).encode() + b'\n{"go": true}\n'
