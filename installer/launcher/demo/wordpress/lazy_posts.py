"""Posts of a site document that are not in memory: whoever asks for them gets them made anew, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import overload

from launcher.demo.wordpress.document import Post

#: Told the place of a post among all, and the post; returns what takes its place.
PostChange = Callable[[int, Post], Post]


class LazyPosts(Sequence[Post]):
    """As many posts as ``make`` yields each time it is called; only going through them needs no memory."""

    def __init__(self, make: Callable[[], Iterator[Post]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Post]:
        return self._make()

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, index: int) -> Post: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Post, ...]: ...

    def __getitem__(self, index: int | slice) -> Post | tuple[Post, ...]:
        """Return one or some; all of them are read for it."""
        return tuple(self)[index]


def map_posts(posts: Sequence[Post], change: PostChange) -> Sequence[Post]:
    """Return the posts as ``change`` returns them, which lazy ones are asked for each time they are gone through."""
    if isinstance(posts, LazyPosts):
        return LazyPosts(lambda: (change(index, post) for index, post in enumerate(posts)))
    return tuple(change(index, post) for index, post in enumerate(posts))


def joined_posts(posts: Sequence[Post], more: Sequence[Post]) -> Sequence[Post]:
    """Return the posts with others after them; lazy if the first ones are."""
    if isinstance(posts, LazyPosts):
        return LazyPosts(lambda: chain(posts, more))
    return (*posts, *more)
