"""The page that every package opens: the bundle as data, one script, one stylesheet."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from courseware import locate
from courseware.bundle import encode
from scorm_builder.package import Member
from scorm_builder.source import Source

Bundle = Mapping[str, Any]

_MEDIA = re.compile(r'\b(?:src|href|poster)="(media/[^"]+)"')


def page(bundle: Bundle, runtime: str, *, scripts: tuple[str, ...] = ()) -> bytes:
    """
    `index.html`, which needs nothing but the files beside it and runs from `file://` too.

    runtime: `scorm12`, `scorm2004`, `cmi5`, `web` or `preview`, the port that the player is to use.
    scripts: further scripts of the page, by address.
    """
    course = bundle["course"]
    language = course["language"]
    title = html.escape(course["title"][language])
    more = "".join(f'<script src="{html.escape(script)}" defer></script>\n' for script in scripts)
    return f"""<!doctype html>
<html lang="{language}" data-color-scheme="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="player.css">
</head>
<body>
<div id="app"></div>
<noscript>
Slå på JavaScript for å åpne kurset. Turn on JavaScript to open the course.
</noscript>
<script type="application/json" id="bundle">{encode(bundle).decode()}</script>
<script type="application/json" id="runtime">{encode({"runtime": runtime}).decode()}</script>
<script src="player.js" defer></script>
{more}</body>
</html>
""".encode()


def player_members() -> Iterator[Member]:
    """The player itself."""
    for name in ("player.js", "player.css"):
        yield Member(name, locate.player() / name)


def media_members(bundle: Bundle, source: Source) -> Iterator[Member]:
    """
    The media that the bundle's pages show or link to.

    Pictures of a certify bank are shown by no bundle, and so never come along.
    """
    shown = set(_media_of(bundle))
    for asset in source.course.assets:
        if asset.path in shown:
            yield Member(asset.path, source.folder / asset.path)


def _media_of(value: object) -> Iterator[str]:
    match value:
        case str():
            yield from _MEDIA.findall(value)
        case Mapping():
            for part in value.values():
                yield from _media_of(part)
        case list():
            for part in value:
                yield from _media_of(part)
