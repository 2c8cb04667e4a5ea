"""The parts that the views of one sandbox share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, current_app, session

from lti_tool.sandbox.faults import Faults
from lti_tool.sandbox.journal import Kind, Message
from lti_tool.sandbox.model import Person
from lti_tool.sandbox.platform import Platform
from lti_tool.sandbox.registered import Tools
from lti_tool.sandbox.registration import RegistrationTokens
from lti_tool.sandbox.store import Store

EXTENSION: Final = "sandbox"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """`platform` is as the built-in tool sees it; `tools` knows it as the others do."""

    platform: Platform
    store: Store
    faults: Faults
    tools: Tools
    registration_tokens: RegistrationTokens

    def note(
        self, kind: Kind, answer: object, about: str, detail: Mapping[str, Any], *, ok: bool = True
    ) -> None:
        """Write a message into the journal."""
        self.store.write(Message(self.platform.clock(), kind, ok, str(answer), about, detail))


def current_sandbox() -> Sandbox:
    sandbox: Sandbox = current_app.extensions[EXTENSION]
    return sandbox


def current_person() -> Person | None:
    """Who is logged in."""
    return current_sandbox().platform.person(session.get("person", ""))


def editor() -> Person:
    """The teacher or administrator who is logged in; everybody else is shown a page (403)."""
    person = current_person()
    if person is None or not person.may_edit:
        abort(403)
    return person
