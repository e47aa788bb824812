"""Sample films, sounds and a document; films and packed sounds need the program `ffmpeg`."""

from __future__ import annotations

import io
import subprocess
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drawing.canvas import Array, Noise, display, eight_bit, grid, mix, ramp, step

if TYPE_CHECKING:
    from pathlib import Path

RATE = 24
SECONDS = 5.0
SOUND_RATE = 16000
CHIME_SECONDS = 2.5
#: Wider films are scaled from these: mist has no detail to lose.
LARGEST_DRAWN = 640


@dataclass(frozen=True)
class Medium:
    """One file of media/; width and height are 0 for a sound."""

    name: str
    file: str
    subject: str
    width: int = 0
    height: int = 0
    seconds: float = SECONDS


HILLS = "hills with drifting mist"
MEDIA = [
    Medium("film-wide-mp4", "film-wide.mp4", HILLS, 640, 360),
    # Films stand at these sizes on most pages; where a layout follows the film, the exact size keeps it.
    Medium("film-wide-720-mp4", "film-wide-720.mp4", HILLS, 1280, 720),
    Medium("film-wide-1080-mp4", "film-wide-1080.mp4", HILLS, 1920, 1080),
    Medium("film-tall-1080-mp4", "film-tall-1080.mp4", HILLS, 1080, 1920),
    Medium("film-wide-1080-webm", "film-wide-1080.webm", HILLS, 1920, 1080),
    Medium("film-wide-webm", "film-wide.webm", HILLS, 640, 360),
    Medium("film-wide-ogv", "film-wide.ogv", HILLS, 640, 360),
    Medium("film-tall-mp4", "film-tall.mp4", HILLS, 360, 640),
    Medium("film-square-mp4", "film-square.mp4", HILLS, 480, 480),
    Medium("film-classic-mp4", "film-classic.mp4", HILLS, 640, 480),
    Medium("chime-wav", "chime.wav", "a soft chime", seconds=CHIME_SECONDS),
    Medium("chime-mp3", "chime.mp3", "a soft chime", seconds=CHIME_SECONDS),
    Medium("chime-ogg", "chime.ogg", "a soft chime", seconds=CHIME_SECONDS),
    Medium("chime-m4a", "chime.m4a", "a soft chime", seconds=CHIME_SECONDS),
    Medium("document-pdf", "document.pdf", "a sample document", 595, 842, 0),
]
CODECS = {
    "mp4": (
        "-c:v libx264 -profile:v baseline -preset veryslow -crf 27 -threads 1 -pix_fmt yuv420p"
        # The encoder notes its settings in SEI units; drop them.
        " -bsf:v filter_units=remove_types=6 -movflags +faststart"
    ),
    "webm": "-c:v libvpx-vp9 -crf 44 -b:v 0 -pix_fmt yuv420p -row-mt 0 -threads 1",
    "ogv": "-c:v libtheora -b:v 150k -pix_fmt yuv420p",
    "mp3": "-c:a libmp3lame -b:a 48k -write_xing 0 -id3v2_version 0",
    "ogg": "-c:a libvorbis -q:a 2",
    "m4a": "-c:a aac -b:a 48k -movflags +faststart",
}
# No encoder name, date or title may stay in the file.
BARE = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]


def make(folder: Path) -> None:
    """Write every file of MEDIA into folder/media."""
    target = folder / "media"
    target.mkdir(exist_ok=True)
    sound = _wave_file(_chime())
    (target / "chime.wav").write_bytes(sound)
    (target / "document.pdf").write_bytes(_document())
    films: dict[tuple[int, int], bytes] = {}
    drawn = {(medium.width, medium.height) for medium in MEDIA if 0 < medium.width <= LARGEST_DRAWN}
    for medium in MEDIA:
        codec = CODECS.get(medium.file.rpartition(".")[2])
        if codec is None:
            continue
        scale = ""
        if medium.width:
            wanted = (medium.width, medium.height)
            size = min(drawn, key=lambda size: (abs(size[0] / size[1] - wanted[0] / wanted[1]), size != wanted))
            if size not in films:
                films[size] = b"".join(eight_bit(frame).tobytes() for frame in _frames(*size))
            source = f"-f rawvideo -pix_fmt rgb24 -s {size[0]}x{size[1]} -r {RATE} -i -"
            data = films[size]
            if size != wanted:
                scale = f"-vf scale={wanted[0]}:{wanted[1]}:flags=bicubic"
                codec = codec.replace("-crf 27", "-crf 36")
        else:
            source, data = "-f wav -i -", sound
        options = [*source.split(), *BARE, *scale.split(), *codec.split()]
        command = ["ffmpeg", "-v", "error", "-y", *options, str(target / medium.file)]
        subprocess.run(command, input=data, check=True)  # noqa: S603 - our own arguments


def _frames(width: int, height: int) -> list[Array]:
    """A loop: the last frame leads into the first, for all that moves goes around in whole turns."""
    count = round(RATE * SECONDS)
    return [_hills(width, height, index / count * 2 * np.pi) for index in range(count)]


def _hills(width: int, height: int, turn: float) -> Array:
    noise = Noise(7)
    u, v = grid(width, height)
    aspect = width / height
    x = (u - 0.5) * aspect
    row = x[:1]
    sky = ramp(v, [(0, "#8fb0bd"), (0.3, "#d3d6c8"), (0.5, "#f6dcb8"), (1, "#f6d3a4")])
    sun = np.exp(-((np.hypot(x - 0.12, v - 0.42 + 0.012 * np.sin(turn)) / 0.24) ** 1.1))
    picture = mix(sky, display("#fff4da"), sun.astype(np.float32))
    for index in range(6):
        near = index / 5
        ridge = noise.fractal(row * (1.7 - 0.7 * near) + index * 7.7 + 3, row * 0 + index * 3.1, 5, 0.45)
        sway = 0.012 * (1 - near) * np.sin(turn + index)
        line = 0.47 + 0.42 * near + ridge * (0.06 + 0.05 * near) + sway
        tone = ramp(u * 0 + near, [(0, "#d7b79c"), (0.5, "#7f8f88"), (1, "#2c4a44")])
        drift = noise.at(x * 1.6 + 0.35 * np.cos(turn) + index * 5, v * 4 + 0.35 * np.sin(turn))
        fog = np.clip((v - line) / (0.13 + 0.12 * near), 0, 1) * (0.62 + 0.35 * drift) * (0.95 - 0.45 * near)
        body = mix(tone, display("#f2d8b6"), np.clip(fog, 0, 1))
        body = mix(body, display("#ffe7bd"), (sun * (0.6 - 0.5 * near)).astype(np.float32))
        picture = mix(picture, body, step(-0.7 / height, 0.7 / height, v - line))
    return picture


def _chime() -> Array:
    """Three soft bell notes, one after another, that die away."""
    time = np.arange(round(SOUND_RATE * CHIME_SECONDS)) / SOUND_RATE
    total = np.zeros_like(time)
    for start, pitch, strength in ((0.0, 523.25, 0.9), (0.22, 659.25, 0.75), (0.46, 783.99, 0.85)):
        since = np.maximum(time - start, 0)
        rise = 1 - np.exp(-since / 0.006)
        # The partials of a struck bar; the higher ones fade sooner.
        for ratio, loud, fade in ((1.0, 1.0, 0.75), (2.0, 0.28, 0.45), (2.76, 0.16, 0.22), (5.4, 0.05, 0.09)):
            total += strength * loud * rise * np.exp(-since / fade) * np.sin(2 * np.pi * pitch * ratio * since)
    ending = np.clip((CHIME_SECONDS - time) / 0.3, 0, 1)
    return np.asarray((total / np.abs(total).max() * 0.55 * ending).astype(np.float32))


def _wave_file(sound: Array) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(SOUND_RATE)
        target.writeframes(np.rint(sound * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def _document() -> bytes:
    """One A4 page: a title, grey lines where text would be, and two boxes where pictures would be (PDF 1.4)."""
    page = ["0.98 0.96 0.93 rg 0 0 595 842 re f", "0.26 0.40 0.37 rg 64 742 467 3 re f"]
    page.append("BT /F1 26 Tf 0.20 0.31 0.29 rg 64 760 Td (Sample document) Tj ET")
    page.append("0.80 0.76 0.70 rg")
    widths = [467, 452, 460, 438, 467, 300]
    page += [f"64 {706 - 20 * row} {wide} 7 re f" for row, wide in enumerate(widths)]
    page.append("0.50 0.59 0.55 rg 64 380 223 170 re f 0.79 0.55 0.42 rg 308 380 223 170 re f 0.80 0.76 0.70 rg")
    page += [f"64 {340 - 20 * row} {wide} 7 re f" for row, wide in enumerate([467, 455, 448, 467, 462, 440, 458, 210])]
    content = "\n".join(page).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    result = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, value in enumerate(objects, start=1):
        places.append(len(result))
        result += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    table = len(result)
    result += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    result += b"".join(b"%010d 00000 n \n" % place for place in places)
    result += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(result)
