"""
Bundles, their media, and the player itself: public, immutable, named by what they hold.

A bundle tells what a package would tell; nothing of a certify bank is in it. Whoever has its
address has been given it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Response, abort, send_file

from courseware import locate
from courseware.errors import CourseError
from lti_tool.learning.errors import NotThere
from lti_tool.learning.shelf import Served
from lti_tool.tool import current_tool
from lti_tool.views.addresses import content_name

bp = Blueprint("content", __name__)

_FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_STATIC = (
    "player.js",
    "player.css",
    "pages.js",
    "pages.css",
    "picker.js",
    "registration.js",
    "ladder.js",
    "review.js",
    "privacy.js",
)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of the player as built, at an address that changes with its content."""

    address: str
    data: bytes


@cache
def static_files() -> dict[str, StaticFile]:
    files = {}
    for name in _STATIC:
        data = (locate.player() / name).read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:16]
        files[name] = StaticFile(f"/static/{digest}/{name}", data)
    return files


@bp.get("/static/<digest>/<name>")
def static(digest: str, name: str) -> Response:
    file = static_files().get(name)
    if file is None:
        abort(404)
    response = Response(file.data, mimetype=_TYPES[f".{name.rpartition('.')[2]}"])
    return _kept(response, for_ever=file.address == f"/static/{digest}/{name}")


@bp.get("/content/<name>/bundle.json")
def bundle(name: str) -> Response:
    served, is_exact = _served(name)
    response = Response(served.bundle, mimetype="application/json")
    return _kept(response, for_ever=is_exact)


@bp.get("/content/<name>/media/<path:path>")
def media(name: str, path: str) -> Response:
    """Parts of a file, too: browsers seek in a video by asking for ranges."""
    served, _ = _served(name)
    file = current_tool().shelf.medium(served, f"media/{path}")
    response = send_file(file, conditional=True, etag=False)
    # A picture that is opened on its own can run no script here.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _kept(response, for_ever=True)


def _served(address: str) -> tuple[Served, bool]:
    """And whether its bundle is the very one that the address names."""
    name = content_name(address)
    if name is None:
        abort(404)
    try:
        served = current_tool().shelf.get(name.edition, name.localization)
    except (NotThere, CourseError):
        abort(404)
    return served, served.stamp == name.stamp


def _kept(response: Response, *, for_ever: bool) -> Response:
    # While versions of the tool change over, an old process may be asked for a newer one's file.
    if for_ever:
        response.headers["Cache-Control"] = _FOR_EVER
    return response
