from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from launcher.demo.wordpress import parts, references
from launcher.demo.wordpress.document import Comment, Post, SiteDocument
from launcher.demo.wordpress.lazy_posts import LazyPosts
from launcher.demo.wordpress.parts import part_path, parts_problem, read_part, write_parts
from launcher.demo.wordpress.reading import read_frame, read_site
from launcher.demo.wordpress.references import document_problems
from launcher.demo.wordpress.writing import post_line, site_bytes
from launcher.errors import ContentError
from tests.support.site_documents import documents

WHERE = PurePosixPath("wordpress/site/posts-0007.jsonl")
FRAME = PurePosixPath("wordpress/site.json")


def lines(*posts: Post) -> bytes:
    return b"".join(post_line(post) + b"\n" for post in posts)


def post(ref: str, content: str = "") -> Post:
    return Post(ref, "post", ref, ref, content)


def read_back(folder: Path) -> SiteDocument:
    frame, count = read_frame((folder / "site.json").read_bytes(), where=FRAME)
    files = [folder / part_path(number) for number in range(1, count + 1)]
    found = [one for file in files for one in read_part(file.read_bytes(), where=WHERE)]
    return replace(frame, posts=tuple(found)) if count else frame


@given(documents())
def test_a_document_that_is_written_in_parts_reads_back_the_same(document: SiteDocument) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        written = write_parts(folder, replace(document, posts=()), document.posts, part_bytes=300)
        assert sorted(written) == sorted(
            path.relative_to(folder) for path in map(PurePosixPath, folder.rglob("*.json*")) if path.name
        )
        assert read_back(folder) == read_site(site_bytes(document), where=FRAME, complete=False)


def test_a_document_that_is_short_enough_is_one_file_as_ever(tmp_path: Path) -> None:
    document = SiteDocument(title="Short", posts=(post("a"), post("b")))
    assert write_parts(tmp_path, replace(document, posts=()), document.posts) == [PurePosixPath("site.json")]
    assert (tmp_path / "site.json").read_bytes() == site_bytes(document)


def test_parts_are_as_long_as_asked_for_but_that_of_a_long_post(tmp_path: Path) -> None:
    posts = [post("a"), post("b"), post("long", "x" * 500), post("c"), post("d")]
    write_parts(tmp_path, SiteDocument(title="T"), posts, part_bytes=200)
    found = [(tmp_path / part_path(number)).read_bytes() for number in range(1, 4)]
    assert found == [lines(*posts[:2]), lines(posts[2]), lines(*posts[3:])]
    assert (tmp_path / "site.json").read_bytes() == b'{\n"document":1,\n"parts":3,\n"title":"T"\n}\n'


def test_a_post_that_is_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LONGEST_POST", 1000)
    with pytest.raises(ContentError, match=r"post/huge: the post is 1,\d{3} bytes long .* 1,000 is the most"):
        write_parts(tmp_path, SiteDocument(), [post("post/huge", "x" * 1000)])
    with pytest.raises(ContentError, match=r":2: the post is 1,\d{3} bytes long, and 1,000 is the most"):
        list(read_part(lines(post("a"), post("b", "x" * 1000)), where=WHERE))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lines(post("a"))[:-1], ":1: the last line has no end: the part is cut off"),
        (lines(post("a")) + b"\n", ":2: the post cannot be read: it is not JSON"),
        (lines(post("a")) + b"[]\n", ":2: the post must be a mapping"),
        (b'{"ref":"a","type":"post","titel":""}\n', ':1: titel: unknown key "titel" (did you mean "title"?)'),
        (b'{"ref":"a","ref":"a","type":"post"}\n', "the key 'ref' stands twice in one object"),
        (b"[" * 100_000 + b"\n", "it is nested more than 128 deep"),
        (b"[" + b"1," * 600_000 + b"1]\n", "it has more than 500000 values"),
        (b'{"ref":"\xff"}\n', "it is not UTF-8"),
    ],
)
def test_a_mistake_in_a_part_is_named_with_its_line(data: bytes, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        list(read_part(data, where=WHERE))
    assert str(caught.value).startswith(str(WHERE))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("names", "count", "wrong", "message"),
    [
        (["posts-0001.jsonl"], 2, "site/posts-0002.jsonl", 'says "parts": 2, and this one is missing'),
        (["posts-0002.jsonl"], 1, "site/posts-0001.jsonl", 'says "parts": 1, and this one is missing'),
        (
            ["posts-0001.jsonl", "posts-0002.jsonl"],
            1,
            "site/posts-0002.jsonl",
            'says "parts": 1, and this is none of them',
        ),
        (["posts-1.jsonl"], 0, "site/posts-1.jsonl", 'says "parts": 0, and this is none of them'),
        (["more/a.txt", "posts-0001.jsonl"], 1, "site/more/a.txt", 'says "parts": 1, and this is none of them'),
    ],
)
def test_parts_that_are_missing_or_too_many_are_named(names: list[str], count: int, wrong: str, message: str) -> None:
    problem = parts_problem([PurePosixPath("site", name) for name in names], count)
    assert problem is not None
    assert (str(problem[0]), problem[1]) == (wrong, f"the site document {message}")


def test_posts_stand_in_the_document_or_in_parts() -> None:
    data = b'{"document":1,"parts":1,"posts":[]}'
    with pytest.raises(ContentError, match="either here or in parts"):
        read_frame(data, where=FRAME)
    with pytest.raises(ContentError, match=r"only the site\.json of a bundle has posts in parts"):
        read_site(b"document: 1\nparts: 1\n", where=PurePosixPath("site.yaml"))


def test_references_are_held_to_each_other_over_all_parts() -> None:
    posts = (post("a"), replace(post("b"), parent="a"), replace(post("a"), thumbnail="nowhere"))
    document = SiteDocument(posts=LazyPosts(lambda: iter(posts)))
    assert list(document_problems(document)) == [
        (("posts", 2, "ref"), 'the reference "a" stands here twice'),
        (("posts", 2, "thumbnail"), 'there is no "nowhere"'),
    ]


def test_a_mistake_between_posts_of_parts_is_named_with_file_and_line() -> None:
    data = lines(post("a"), replace(post("b"), thumbnail="nowhere"), post("a"))
    document = SiteDocument(posts=LazyPosts(lambda: read_part(data, where=WHERE)))
    assert list(document_problems(document)) == [
        ((f"{WHERE}:3", "ref"), 'the reference "a" stands here twice'),
        ((f"{WHERE}:2", "thumbnail"), 'there is no "nowhere"'),
    ]


def test_where_a_post_was_read_is_not_written() -> None:
    data = lines(post("a"))
    assert lines(*read_part(data, where=WHERE)) == data


def test_more_things_than_can_be_kept_apart_are_refused_as_soon_as_they_are_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(references, "MOST_INDEX", 10_000)
    asked = []

    def posts() -> LazyPosts:
        def make() -> object:
            for number in range(10**9):
                asked.append(number)
                yield replace(post(f"p{number}"), comments=(Comment(f"c{number}", "A", "", "", ""),))

        return LazyPosts(make)  # type: ignore[arg-type]  # a generator is what is wanted

    [(keys, message)] = document_problems(SiteDocument(posts=posts()))
    assert "about a million" in message
    assert keys == ("posts", len(asked) - 1)
    assert len(asked) < 100
