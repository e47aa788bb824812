"""Fuzz what reads texts: the YAML gate and the search for pictures in texts."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from tests.support.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def prepare_yaml() -> Callable[[bytes], None]:
    """A document is refused with its line, or becomes plain values that survive being written as JSON."""
    from launcher.demo import documents
    from launcher.errors import DemoError

    def test_one(data: bytes) -> None:
        try:
            document = documents.load_yaml(data, where="fuzzed.yaml")
        except DemoError as error:
            assert error.message.isprintable()
            assert error.line is None or 1 <= error.line <= data.count(b"\n") + data.count(b"\r") + 3 + len(data)
        else:
            json.dumps(document.value)

    return test_one


def yaml_seeds() -> Iterator[bytes]:
    """Yield documents with each part of YAML, allowed or not."""
    yield b"launcher: 1\nname: a\nlist: [1, 2.5, true, ~, 'x', \"y\\n\"]\nmap: {a: b}\ntext: |\n  line\n  line\n"
    yield b"a: &x 1\nb: *x\n<<: {c: d}\n"
    yield b"!!python/object:os.system x\n---\n%YAML 1.2\n...\n"
    yield b"? [key]\n: - - - deep\n"
    yield b"[" * 60
    yield "\ufeffkey: välue\n".encode()
    yield b'a: >-\n  folded\n\n  more\n# comment\nb: "\\u00e9\\x41"\n'


def prepare_inline() -> Callable[[bytes], None]:
    """What is found lies in the text, in order, and apart from each other."""
    from launcher.images.inline import find_inline

    def test_one(data: bytes) -> None:
        for whole in (False, True):
            end = 0
            for found in find_inline(data, whole_drawings=whole):
                assert found.inline.offset >= end
                assert found.inline.length > 0
                end = found.inline.offset + found.inline.length
                assert end <= len(data)

    return test_one


def inline_seeds() -> Iterator[bytes]:
    """Yield texts with a small picture in each spelling."""
    png = picture("PNG", size=(3, 2))
    text = base64.b64encode(png)
    yield b'<img src="data:image/png;base64,' + text + b'">'
    yield b'{"a":"' + text.replace(b"/", b"\\/") + b'"}'
    yield b'x = "' + b'" +\n  "'.join(text[at : at + 20] for at in range(0, len(text), 20)) + b'";'
    yield b"0x" + png.hex().encode()
    yield b"[" + b", ".join(b"%d" % byte for byte in png) + b"]"
    yield b"url(data:image/png," + b"".join(b"%%%02x" % byte for byte in png) + b")"
    yield b"data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"
    yield b'{"blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj"}'
    yield b's:10:"data:image";a:1:{i:0;s:4:"abcd";}'
    yield text.decode().encode("utf-16")
