"""The parts of a running tool, wired in one place, for the web and for the command line."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from flask import current_app

from lti_tool.clock import Clock, system_clock
from lti_tool.learning.packaging import Workshop
from lti_tool.learning.shelf import Shelf
from lti_tool.outgoing import Outgoing
from lti_tool.protocol.access_tokens import AccessTokens
from lti_tool.protocol.platform_keys import PlatformKeys
from lti_tool.protocol.tool_keys import KeyRing
from lti_tool.settings import Settings
from lti_tool.storage.courses import archive_of, localizations_of
from lti_tool.storage.database import Database
from lti_tool.storage.tool_keys import StoredKeys

_EXTENSION = "kurspakke"


@dataclass(frozen=True, slots=True)
class Tool:
    """
    settings: what the environment decided.
    clock: the time, passed in.
    database: opens transactions.
    outgoing: the one way out.
    keys: our own keys; `keys.signing()` signs.
    platform_keys: the platforms' keys.
    access_tokens: calls to platform services, with a token.
    shelf: the published courses, parsed once per process.
    workshop: makes packages of them.
    logins_begun: counts them, in this process alone.
    """

    settings: Settings
    clock: Clock
    database: Database
    outgoing: Outgoing
    keys: KeyRing
    platform_keys: PlatformKeys
    access_tokens: AccessTokens
    shelf: Shelf
    workshop: Workshop
    randomness: random.Random
    logins_begun: Iterator[int] = field(default_factory=itertools.count)


def build_tool(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    outgoing: Outgoing | None = None,
    randomness: random.Random | None = None,
) -> Tool:
    """Wire the parts. Nothing is opened or fetched yet."""
    out = outgoing or Outgoing(allow_loopback=settings.loopback_platforms)
    database = Database(settings.database_url)
    keys = KeyRing(StoredKeys(database, settings.secret), clock)
    return Tool(
        settings=settings,
        clock=clock,
        database=database,
        outgoing=out,
        keys=keys,
        platform_keys=PlatformKeys(out, clock),
        access_tokens=AccessTokens(out, keys, clock),
        shelf=shelf_of(database),
        workshop=Workshop(settings.url),
        randomness=randomness or random.SystemRandom(),
    )


def shelf_of(database: Database) -> Shelf:
    return Shelf(partial(_archive, database), partial(_localizations, database))


def _archive(database: Database, edition: str) -> bytes | None:
    with database.read() as session:
        return archive_of(session, edition)


def _localizations(database: Database, edition: str) -> frozenset[str] | None:
    with database.read() as session:
        return localizations_of(session, edition)


def install(tool: Tool, extensions: dict[str, object]) -> None:
    extensions[_EXTENSION] = tool


def current_tool() -> Tool:
    """The tool that answers this request."""
    return cast(Tool, current_app.extensions[_EXTENSION])
