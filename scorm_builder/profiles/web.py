"""A folder that opens by double click: for reading, reviewing and showing, without an LMS."""

from __future__ import annotations

from collections.abc import Iterator

from courseware.bundle import make_bundle
from scorm_builder.package import Member
from scorm_builder.page import media_members, page, player_members
from scorm_builder.provenance import provenance
from scorm_builder.source import Source

NAME = "web"
SUMMARY = "A zip to unpack and open by double click; reports to nobody."
FIRST = "index.html"


def members(source: Source) -> Iterator[Member]:
    bundle = make_bundle(source.course, remote_tests=False, include=source.certifying)
    content = [
        Member(FIRST, page(bundle, "web")),
        *player_members(),
        *media_members(bundle, source),
    ]
    yield from content
    yield provenance(source.course, NAME, content)
