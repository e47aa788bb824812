"""Peak memory of the process that packs and validates, over inputs made to need much: ``python -m benchmarks.memory``.

The peak is the kernel's high-water mark of that process alone; the processes that draw are bounded one by one.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from benchmarks.measuring import report
from tests.support.wordpress.large_export import large_site

_PEAK = """
import sys
from pathlib import Path
from launcher.bundle.check import check_bundle
from launcher.bundle.pack import pack
if sys.argv[1] == "pack":
    pack(Path(sys.argv[2]), Path(sys.argv[3]))
else:
    assert check_bundle(Path(sys.argv[3])).ok
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""
_HEAD = "launcher: 1\nname: generated\nversion: 1.0.0\ntitle: Generated\nlicense: CC0-1.0\n"


def flat_picture(form: str, size: tuple[int, int], mode: str = "L") -> bytes:
    """Return a picture that is short for its size."""
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, form)
    return buffer.getvalue()


def many_files(folder: Path, count: int) -> None:
    """Write tiny pictures and pages in turn, each page with a reference that leads nowhere."""
    pictures = [flat_picture("PNG", (10 + number, 20)) for number in range(40)]
    for number in range(count):
        part = folder / f"folder-{number // 200:03d}"
        part.mkdir(exist_ok=True)
        if number % 2:
            (part / f"picture-of-something-{number:05d}.png").write_bytes(pictures[number % 40])
        else:
            page = f'<p>{number} <a href="lost-{number}.html">next</a>'
            (part / f"page-about-something-{number:05d}.html").write_text(page, encoding="utf-8")


def large_pictures(folder: Path) -> None:
    """Write pictures of 50 megapixels in several formats."""
    for form in ("JPEG", "PNG", "WEBP", "GIF"):
        (folder / f"large.{form.lower()}").write_bytes(flat_picture(form, (7000, 7000)))
    (folder / "large-colours.png").write_bytes(flat_picture("PNG", (7000, 7000), "RGB"))


def large_texts(folder: Path) -> None:
    """Write texts as long as are searched, and a longer one that is copied in pieces."""
    line = b'<p class="text">Some words about something, <a href="index.html">with a link</a>.</p>\n'
    (folder / "long.html").write_bytes(line * (60_000_000 // len(line)))
    (folder / "long.txt").write_bytes(line * (60_000_000 // len(line)))


def measure_peak(tree: Path, what: str, most: int = 300) -> None:
    """Pack and validate a tree and report both peaks, which shall be below ``most`` MB."""
    bundle = tree.with_suffix(".launcher.zip")
    for command in ("pack", "validate"):
        done = subprocess.run(
            [sys.executable, "-c", _PEAK, command, str(tree), str(bundle)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{command} of {what}: {done.stderr.strip().splitlines()[-1]}")
        peak = int(done.stdout) / 1000
        report(f"{command}, peak memory: {what}", f"{peak:.0f} MB", f"below {most} MB", met=peak < most)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the files")
    small = parser.parse_args().small
    count, megabytes = (5_000, 50) if small else (50_000, 500)
    with tempfile.TemporaryDirectory() as folder:
        for name, what in (("many", f"{count:,} files"), ("pictures", "50 megapixels"), ("texts", "60 MB of text")):
            tree = Path(folder) / name
            tree.mkdir()
            (tree / "launcher.yaml").write_text(_HEAD, encoding="utf-8")
            (tree / "index.html").write_text("<!doctype html><title>Generated</title>", encoding="utf-8")
            (tree / "photo.png").write_bytes(flat_picture("PNG", (30, 20)))
            if name == "many":
                many_files(tree, count)
            elif name == "pictures":
                large_pictures(tree)
            else:
                large_texts(tree)
            measure_peak(tree, what)
        site = Path(folder) / "site"
        large_site(site, megabytes * 1_000_000)
        measure_peak(site, f"a theme and a WordPress export of {megabytes} MB", most=200)


if __name__ == "__main__":
    main()
