"""What every package that an LMS runs is made of; a profile adds its manifest and its schemas."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from courseware import locate
from courseware.bundle import make_bundle
from courseware.model import Course
from courseware.state_budget import SCORM12_SUSPEND_DATA, worst_case
from scorm_builder.errors import UnfitForProfile
from scorm_builder.package import Member
from scorm_builder.page import media_members, page, player_members
from scorm_builder.provenance import provenance
from scorm_builder.source import Source

START = "index.html"
MANIFEST = "imsmanifest.xml"


def scorm_members(
    source: Source,
    *,
    profile: str,
    runtime: str,
    schemas: str,
    control_documents: Iterable[str],
    manifest: Callable[[Course, Collection[str]], bytes],
) -> Iterator[Member]:
    """
    Every member of a package, the manifest last.

    runtime: `scorm12` or `scorm2004`. schemas: the folder of the player's `xsd` that the control
    documents lie in. Raises UnfitForProfile as `content_members` does.
    """
    xsd = locate.player() / "xsd" / schemas
    documents = (Member(name, xsd / name) for name in control_documents)
    content = content_members(source, profile=profile, runtime=runtime, more=documents)
    yield from content
    yield Member(MANIFEST, manifest(source.course, sorted(member.name for member in content)))


def content_members(
    source: Source, *, profile: str, runtime: str, more: Iterable[Member] = ()
) -> list[Member]:
    """
    All but the manifest: page, player, media and `more`, with the record of their hashes.

    runtime: what the page asks the player for.
    Raises UnfitForProfile when a learner's state could outgrow what SCORM 1.2 must keep: the same
    course is read in LMSs of every kind, and a state moves between them.
    """
    characters = worst_case(source.course)
    if characters > SCORM12_SUSPEND_DATA:
        raise UnfitForProfile("state-too-large", characters=characters, limit=SCORM12_SUSPEND_DATA)
    bundle = make_bundle(source.course, remote_tests=False, include=source.certifying)
    content = [
        Member(START, page(bundle, runtime)),
        *player_members(),
        *media_members(bundle, source),
        *more,
    ]
    return [*content, provenance(source.course, profile, content)]
