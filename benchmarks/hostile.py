"""Peak memory and time of what strangers can send, worst first of each kind: ``python -m benchmarks.hostile``.

Each input is read in a process of its own. Seconds are the processor's, of the reading and its children, so that a busy
machine changes little; those of HTTP are the clock's. Memory is the kernel's high-water mark of the larger process:
templates are rendered in a child.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import report
from launcher.errors import LauncherError
from tests.support.malformed import malformed_zips

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MIB = 1024 * 1024
_TEMPLATES = {
    "an endless loop": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a text that doubles": "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x*2 %}{% endfor %}",
    "a long text": "{{ 'x' * 10**9 }}",
    "a long list": "{{ [0] * 10**10 }}",
    "a huge power": "{{ 9 ** (9 ** 9) }}",
}
_SECONDS = 2.0
_MEMORY = 256


def _clock() -> float:
    """Return the seconds of processor time that this process and its children took."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def zips(folder: Path) -> str:
    """Read every malformed zip; the slowest of them is what counts."""
    from launcher.bundle.zip_read import ZipReader

    path, worst, count, which = folder / "a.zip", 0.0, 0, ""
    for case in malformed_zips():
        path.unlink(missing_ok=True)
        path.write_bytes(case.zip)
        start = _clock()
        try:
            with ZipReader(path) as archive:
                archive.check_seal()
                for name in archive.entries:
                    for _ in archive.pieces(name):
                        pass
            sys.exit(f"{case.name} was accepted")
        except LauncherError:
            count += 1
        if (taken := _clock() - start) > worst:
            worst, which = taken, case.name
    return json.dumps({"seconds": worst, "what": f"{count:,} zips; slowest: {which}"})


def _refused(read: Callable[[], object]) -> str:
    start = _clock()
    try:
        read()
    except (LauncherError, ValueError) as error:
        message = str(error)
    else:
        sys.exit("it was accepted")
    return json.dumps({"seconds": _clock() - start, "what": message[:60]})


def _yaml(data: bytes) -> str:
    import yaml  # its import is no part of the reading

    from launcher.demo.documents import load_yaml

    assert yaml
    return _refused(lambda: load_yaml(data, where="a.yaml"))


def _json(data: bytes) -> str:
    from launcher.bundle.manifest import parse_manifest

    return _refused(lambda: parse_manifest(data))


def _laughs() -> bytes:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 25)]
    return "\n".join(lines).encode()


def _template(source: str) -> str:
    from launcher.platforms.rendering import RenderLimits, render

    def run() -> None:
        with render(_job(source), RenderLimits(memory=_MEMORY * _MIB, cpu_seconds=1)):
            pass

    return _refused(run)


def _template_case(source: str, _folder: Path) -> str:
    return _template(source)


def _job(home: str) -> dict[str, object]:
    site = dict.fromkeys(("title", "description", "path", "name", "version"), "") | {
        "url": "http://a",
        "language": "en",
    }
    return {
        "site": site, "answers": {}, "clean_urls": False, "content_root": "content", "templates_root": "templates",
        "posts_per_page": 5, "content": {}, "sizes": {}, "copied": [],
        "templates": {"home.html": home, "list.html": "list"},
    }  # fmt: skip


def _comment() -> str:
    import nh3

    from launcher.demo.content.comments import clean_body

    assert nh3
    return _refused(lambda: clean_body("<b>" * 100_000))


class _Hostile(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
            return
        self.send_response(302 if self.path in {"/file", "/private"} else 200)
        if self.path == "/file":
            self.send_header("Location", "file:///etc/passwd")
        elif self.path == "/private":
            self.send_header("Location", "http://169.254.169.254/latest")
        self.end_headers()
        if self.path == "/endless":
            try:
                while True:
                    self.wfile.write(bytes(65536))
            except OSError:
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


def _answer(path: str) -> str:
    from launcher.fetch.download import downloaded
    from launcher.fetch.rules import Download

    with ThreadingHTTPServer(("127.0.0.1", 0), _Hostile) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}{path}"

        def run() -> None:
            with downloaded(url, Download(bytes=16 * _MIB, seconds=20, allow_private=path != "/private")):
                pass

        start = time.perf_counter()
        try:
            found = json.loads(_refused(run))
        finally:
            server.shutdown()
        return json.dumps({**found, "seconds": time.perf_counter() - start})


def cases() -> Iterator[tuple[str, Callable[[Path], str]]]:
    """Yield name and work of each row of the table."""
    yield "malformed zips, the slowest of them", zips
    yield "YAML: 100 KB of [", lambda _: _yaml(b"[" * 100_000)
    yield "YAML: a merge bomb of 25 lines", lambda _: _yaml(_laughs())
    yield "YAML: 210,000 parts", lambda _: _yaml(b"- a\n" * 210_000)
    yield "YAML: 1 MiB of one key", lambda _: _yaml(b"a" * (_MIB + 1))
    yield "JSON: 100 KB of [", lambda _: _json(b"[" * 100_000)
    yield "JSON: 16 MiB of [],", lambda _: _json(b"[" + b"[]," * (5 * _MIB))
    yield "JSON: 16 MiB of one text", lambda _: _json(b'"' + b'\\"' * (8 * _MIB - 1))
    for name, source in _TEMPLATES.items():
        yield f"template: {name}", partial(_template_case, source)
    yield "comment: 100,000 nested elements", lambda _: _comment()
    yield "HTTP: a redirect loop", lambda _: _answer("/loop")
    yield "HTTP: a redirect to file:", lambda _: _answer("/file")
    yield "HTTP: a redirect to a private address", lambda _: _answer("/private")
    yield "HTTP: an endless body", lambda _: _answer("/endless")


def main() -> None:
    if len(sys.argv) > 1:
        work = dict(cases())[sys.argv[1]]
        with tempfile.TemporaryDirectory() as folder:
            result = json.loads(work(Path(folder)))
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(json.dumps({**result, "peak": max(int(peak.split()[1]), children) / 1024}))
        return
    for name, _ in cases():
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.hostile", name], capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{name}: {done.stderr.strip().splitlines()[-1]}")
        found = json.loads(done.stdout)
        limit = 4.0 if name.startswith("template") else _SECONDS
        value = f"{found['seconds']:.3f} s {found['peak']:.0f} MiB"
        met = found["seconds"] < limit and found["peak"] < _MEMORY
        report(name, value, f"{limit:.0f} s, {_MEMORY} MiB", met=met)


if __name__ == "__main__":
    main()
