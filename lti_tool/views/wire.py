"""What our own pages send and are sent under /api/, as JSON."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import request

from lti_tool.learning.errors import BadRequest
from lti_tool.storage.outbox import Delivery, State

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""JSON can say these, text in a database cannot."""


def sent() -> dict[str, Any]:
    """The JSON object of the request; find out who asks before reading it. Raises BadRequest."""
    try:
        body = request.get_json(silent=True)
    except RecursionError as error:  # nested a thousand deep
        raise BadRequest from error
    if not isinstance(body, dict):
        raise BadRequest
    return body


def sent_text(body: dict[str, Any], name: str) -> str:
    """A text that can be kept, or looked for. Raises BadRequest."""
    value = body.get(name)
    if not isinstance(value, str) or _UNSTORABLE.search(value):
        raise BadRequest
    return value


def sent_optional(body: dict[str, Any], name: str) -> str | None:
    return None if body.get(name) is None else sent_text(body, name)


def when(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def delivered(delivery: Delivery | None) -> dict[str, Any]:
    """`none` where there is no column to deliver to."""
    if delivery is None:
        return {"delivery": "none", "sentAt": None}
    arrived = delivery.state is State.SENT and delivery.settled_at is not None
    return {
        "delivery": delivery.state.value,
        "sentAt": delivery.settled_at.isoformat() if arrived and delivery.settled_at else None,
    }
