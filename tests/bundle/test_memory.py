from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.support.pictures import png_chunk
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

YAML = "launcher: 1\nname: heavy\nversion: 1.0.0\ntitle: Heavy\nlicense: MIT\n"
#: Packs a demo and validates the bundle; prints what became of each file, and the process's own peak in kB.
SCRIPT = """
import sys
from pathlib import Path
from launcher.bundle.check import check_bundle
from launcher.bundle.pack import pack
result = pack(Path(sys.argv[1]), Path(sys.argv[2]))
assert check_bundle(Path(sys.argv[2])).ok
for row in result.rows:
    print(row.path, row.decision, row.reason, sep="|")
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def flat(form: str, size: tuple[int, int]) -> bytes:
    output = io.BytesIO()
    Image.new("L", size).save(output, form)
    return output.getvalue()


def declared(width: int, height: int) -> bytes:
    """Return a PNG that says how large it is and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (png_chunk(b"IHDR", head), png_chunk(b"IDAT", zlib.compress(bytes(100))), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_no_picture_makes_the_process_large_and_a_broken_one_is_left_out_and_named(tmp_path: Path) -> None:
    large = flat("JPEG", (7000, 7000))
    files: dict[str, str | bytes] = {
        "launcher.yaml": YAML,
        "index.html": "<p>",
        "declared.png": declared(60_000, 60_000),
        "empty.jpg": b"",
        "cut.jpg": large[:80],
        "large.jpg": large,
        "large.png": flat("PNG", (7000, 7000)),
        "small.png": flat("PNG", (30, 20)),
    }
    build_file_tree(tmp_path / "demo", files)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "demo"), str(tmp_path / "a.zip")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *rows, peak = done.stdout.splitlines()
    found = {path: (decision, reason) for path, decision, reason in (row.split("|") for row in rows)}
    replaced = {path for path, (decision, _) in found.items() if decision == "replaced"}
    assert replaced == {"large.jpg", "large.png", "small.png"}
    assert found["cut.jpg"] == ("left out", "the jpeg cannot be read: it is cut short")
    assert found["declared.png"] == ("left out", "the png is too large: 60000×60000 is more than 50,000,000 pixels")
    assert found["empty.jpg"][0] == "copied"
    assert int(peak) < 300_000
