"""The table of hosts whose addresses name pictures without saying so by an extension; docs/images.md shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """Hosts (and all below them), which of their paths are pictures, and what such a picture is by default.

    The groups ``w``, ``h`` and ``s`` (a square's side) of ``path`` are sizes; what they and ``cut`` hold is no part of
    which picture it is. ``noun`` is put into the local name, so that the scene fits.
    """

    hosts: tuple[str, ...]
    path: re.Pattern[str]
    size: tuple[int, int] | None = None
    format: str = "jpeg"
    noun: str = ""
    sample: str = ""


_W_H = r"(?P<w>\d{1,5})(?:[x/](?P<h>\d{1,5}))?"
_FACE = (150, 150)


def _service(
    hosts: str,
    path: str,
    size: tuple[int, int] | None = None,
    *,
    noun: str = "",
    form: str = "jpeg",
    sample: str = "",
) -> Service:
    return Service(tuple(hosts.split()), re.compile(path, re.IGNORECASE), size, form, noun, sample)


SERVICES: tuple[Service, ...] = (
    # Avatars.
    _service("gravatar.com cravatar.cn", r"/avatar/[0-9a-z]{6,64}(?:\.\w+)?|/avatar/?", (80, 80), noun="avatar",
             sample="https://www.gravatar.com/avatar/205e460b479e2e5b48aec07710c08d50?s=200"),
    _service("pravatar.cc", r"/(?P<s>\d{1,4})?(?:/?[^/]*)", _FACE, noun="avatar",
             sample="https://i.pravatar.cc/150?img=3"),
    _service("robohash.org", r"/.+", (300, 300), noun="avatar", form="png",
             sample="https://robohash.org/NAME?size=200x200"),
    _service("ui-avatars.com", r"/api/.*", (64, 64), noun="avatar", form="png",
             sample="https://ui-avatars.com/api/?name=A+B&size=128"),
    _service("dicebear.com", r"/.+/(?:svg|png|jpg|webp|avif).*", (128, 128), noun="avatar", form="png",
             sample="https://api.dicebear.com/9.x/initials/svg?seed=A"),
    _service("api.adorable.io", r"/avatars?/(?P<s>\d{1,4})?/?.*", _FACE, noun="avatar", form="png",
             sample="https://api.adorable.io/avatars/285/NAME.png"),
    _service("randomuser.me", r"/api/portraits/(?:(?:thumb|med)/)?(?:men|women|lego)/\d+\.jpg", (128, 128),
             noun="portrait", sample="https://randomuser.me/api/portraits/men/32.jpg"),
    _service("avatars.githubusercontent.com", r"/.+", (460, 460), noun="avatar",
             sample="https://avatars.githubusercontent.com/u/1?s=40"),
    _service("unavatar.io joeschmoe.io avatars.dicebear.com avatar.iran.liara.run", r"/.+", (128, 128), noun="avatar",
             sample="https://unavatar.io/github/NAME"),
    _service("graph.facebook.com", r"/.+/picture", (50, 50), noun="avatar",
             sample="https://graph.facebook.com/ID/picture?width=100"),
    # Placeholders.
    _service("picsum.photos", r"(?:/g)?(?:/(?:id|seed)/[^/]+)?/" + _W_H + r"(?:\.\w+)?/?", (300, 200),
             sample="https://picsum.photos/id/237/800/600"),
    _service("placehold.co placehold.it placehold.jp via.placeholder.com placeholder.com placeholder.pics fakeimg.pl "
             "dummyimage.com placeholdit.imgix.net satyr.io imgplaceholder.com placebeard.it ipsumimage.appspot.com",
             r"/(?:[a-z]+/)*" + _W_H + r"(?:@\dx)?(?:[./,].*)?", (300, 200),
             sample="https://placehold.co/600x400/png"),
    _service("loremflickr.com lorempixel.com placeimg.com placekitten.com placebear.com placecage.com fillmurray.com "
             "www.fillmurray.com stevensegallery.com baconmockup.com placedog.net placeskull.com loremipsum.photos",
             r"/(?:[a-z]+/)*" + _W_H + r"(?:[./].*)?", (300, 200), sample="https://loremflickr.com/320/240/dog"),
    _service("source.unsplash.com", r"/.*?(?:(?P<w>\d{2,5})x(?P<h>\d{2,5}))?(?:/.*)?", (1080, 720),
             sample="https://source.unsplash.com/random/800x600"),
    # Picture stores.
    _service("images.unsplash.com plus.unsplash.com", r"/.+", None,
             sample="https://images.unsplash.com/photo-ID?w=800&q=80"),
    _service("images.pexels.com cdn.pixabay.com i.imgur.com staticflickr.com pbs.twimg.com images.ctfassets.net "
             "imgix.net i0.wp.com i1.wp.com i2.wp.com i3.wp.com miro.medium.com imagedelivery.net wixstatic.com "
             "images.squarespace-cdn.com images.prismic.io cdn.sanity.io images.contentstack.io ik.imagekit.io "
             "images.weserv.nl wsrv.nl", r"/.+", None, sample="https://images.pexels.com/photos/1/x.jpeg?w=600"),
    _service("res.cloudinary.com", r"/[^/]+/(?:image|video)/.+", None,
             sample="https://res.cloudinary.com/NAME/image/upload/w_300,h_200/x.jpg"),
    _service("lh3.googleusercontent.com lh4.googleusercontent.com lh5.googleusercontent.com "
             "lh6.googleusercontent.com yt3.ggpht.com", r"/.+", None,
             sample="https://lh3.googleusercontent.com/ID=w300-h200"),
    # Stills, maps, codes and badges.
    _service("img.youtube.com i.ytimg.com i3.ytimg.com", r"/vi(?:_webp)?/[^/]+/[^/]+", (480, 360),
             sample="https://img.youtube.com/vi/ID/hqdefault.jpg"),
    _service("i.vimeocdn.com vumbnail.com", r"/.+", (640, 360), sample="https://i.vimeocdn.com/video/1_640x360.jpg"),
    _service("maps.googleapis.com maps.google.com", r"/maps/api/staticmap", (600, 300), noun="map", form="png",
             sample="https://maps.googleapis.com/maps/api/staticmap?size=600x300"),
    _service("chart.googleapis.com chart.apis.google.com", r"/chart", (300, 300), noun="chart", form="png",
             sample="https://chart.googleapis.com/chart?chs=300x300"),
    _service("api.qrserver.com", r"/v1/create-qr-code/?", (200, 200), noun="code", form="png",
             sample="https://api.qrserver.com/v1/create-qr-code/?size=150x150"),
    _service("img.shields.io badgen.net badge.fury.io", r"/.+", (90, 20), noun="badge", form="png",
             sample="https://img.shields.io/badge/a-b-green"),
    _service("image.thum.io s0.wp.com s.wordpress.com", r"/(?:get|mshots)/.+", (600, 450), noun="screen",
             sample="https://s0.wp.com/mshots/v1/URL?w=600"),
)  # fmt: skip

#: Sizes that stand in the last part of a path as a word.
WORD_SIZES = {
    "default.jpg": (120, 90), "mqdefault.jpg": (320, 180), "hqdefault.jpg": (480, 360), "sddefault.jpg": (640, 480),
    "maxresdefault.jpg": (1280, 720), "hq720.jpg": (1280, 720), "0.jpg": (480, 360), "1.jpg": (120, 90),
    "2.jpg": (120, 90), "3.jpg": (120, 90),
}  # fmt: skip

_BY_HOST = {host: service for service in SERVICES for host in service.hosts}


def find_service(host: str) -> Service | None:
    """Return the service that a host belongs to, by its own name or that of a domain above it."""
    while host:
        service = _BY_HOST.get(host)
        if service is not None:
            return service
        host = host.partition(".")[2]
    return None
