"""The child's entry point: it takes limits and a job as the rendering child does, and writes one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from launcher.platforms.static_child.writer import SpoolWriter


def main() -> None:
    """Make the document of the job on stdin."""
    # A confined process reads no more modules: all that are needed are here before.
    from launcher.demo.wordpress.writing import site_bytes
    from launcher.platforms.static_child.run import serve
    from launcher.platforms.wordpress_child.document import build_document

    def make(job: dict[str, Any], writer: SpoolWriter) -> None:
        writer.add(job["answer"], site_bytes(build_document(job)))

    serve(make)
