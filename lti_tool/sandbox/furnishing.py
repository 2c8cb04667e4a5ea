"""
Makes a new sandbox useful: the platform registered in the tool, the shipped courses published, and
both of them placed in the sandbox's course. What is there already stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from courseware.errors import CourseError
from lti_tool.errors import LtiToolError
from lti_tool.learning import archive, picking, publishing
from lti_tool.learning.errors import BadRequest
from lti_tool.learning.placements import Choice
from lti_tool.sandbox.model import ContentItem
from lti_tool.sandbox.platform import Platform
from lti_tool.sandbox.store import Store
from lti_tool.storage import courses, platforms
from lti_tool.storage.database import Database
from lti_tool.storage.platforms import NewRegistration
from lti_tool.tool import Tool

_BY: Final = "sandbox"

PLACED: Final = (
    Choice(course="introduction", localization="kongsbergregionen/tinn"),
    Choice(course="medication", localization="kongsbergregionen/kongsberg"),
)
"""The links that a new sandbox course begins with."""


def register(tool: Tool, platform: Platform) -> None:
    """Let the tool know the platform, flagged as the sandbox so that no production start has it."""
    addresses, registered = platform.addresses, platform.tool
    new = NewRegistration(
        issuer=platform.issuer,
        client_id=registered.client_id,
        auth_url=addresses.auth,
        token_url=addresses.token,
        jwks_url=addresses.jwks,
        deployments=(registered.deployment_id,),
        name="Sandkasse",
        embed_origins=(platform.issuer,),
        sandbox=True,
    )
    with tool.database.begin() as session:
        platforms.add(session, new, tool.clock())


def publish(tool: Tool, content: Path) -> Iterator[str]:
    """
    Publish and activate the courses below `content` that are new or changed.

    Yields a line for the terminal for each one that was, or that could not be.
    """
    database, now, private = tool.database, tool.clock(), tool.settings.private_content
    localizations = content / "localizations"
    for folder in sorted((content / "courses").iterdir()):
        if not (folder / "course.yaml").is_file():
            continue
        try:
            if _is_published(database, folder, localizations, private):
                continue
            prepared = publishing.prepare(folder, localizations, private, today=now.date())
            publishing.add(database, prepared, at=now, by=_BY)
        except (CourseError, LtiToolError) as error:
            yield f"Not published: {folder.name}\n{error}"
            continue
        edition = prepared.edition
        publishing.activate(database, edition.course, edition.version, at=now, by=_BY)
        yield f"Published {edition.course} {edition.version}"


def place(tool: Tool, store: Store) -> None:
    """Put the first links into a course that has none; the others open at the tool's address."""
    if store.activities():
        # The ports may have changed since they were made.
        store.point_activities_to(tool.settings.launch_url)
        return
    links = (_link(tool, choice) for choice in PLACED)
    store.add_activities(tuple(link for link in links if link is not None))


def _is_published(
    database: Database, folder: Path, localizations: Path, private: Path | None
) -> bool:
    """Whether these very files are what some version is served as now."""
    packed = archive.pack(folder.name, folder, localizations, private)
    with database.read() as session:
        versions = courses.versions(session, folder.name)
    return any(version.edition == packed.edition for version in versions)


def _link(tool: Tool, choice: Choice) -> ContentItem | None:
    """What the tool itself returns when a teacher picks this; None where it is not on offer."""
    url = tool.settings.launch_url
    try:
        with tool.database.read() as session:
            (item,) = picking.items(session, tool.shelf, [choice], "nb", url)
    except BadRequest:
        return None
    column = item.line_item
    return ContentItem(
        title=item.title,
        url=item.url,
        text=item.text,
        custom=item.custom,
        maximum=column.maximum if column else None,
        resource_id=column.resource_id if column else "",
        tag=column.tag if column else "",
    )
