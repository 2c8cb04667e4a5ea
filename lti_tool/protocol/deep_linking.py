"""
What a teacher picked, signed for the platform.

Spec: LTI Deep Linking 2.0, "Deep linking response message".
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from lti_tool.protocol.launch import DeepLinkingSettings
from lti_tool.protocol.registration import Registration
from lti_tool.protocol.tool_keys import ToolKey

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_LIFE = timedelta(minutes=5)
_MAX_TITLE = 255
"""Open edX refuses the whole answer for a longer title or label; Moodle's own column ends there."""


@dataclass(frozen=True, slots=True)
class LineItemWish:
    """
    The gradebook column that belongs to the link.

    maximum: points of a full score. tag, resource_id: ours, to find the column again.
    """

    label: str
    maximum: float
    resource_id: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class ContentItem:
    """
    One LTI link.

    custom: strings only; Moodle cuts a value at its first line break, and fills in `$Variables`.
    text: shown as plain text under the link; Moodle shows markup literally.

    One form for every platform, the strictest: strings alone, short titles, nothing that is null.
    No `iframe`, `window`, `icon` or `thumbnail`: Moodle ignores the first two, and elsewhere the
    platform's own way of opening is the one that its administrator chose.
    """

    title: str
    url: str
    text: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    line_item: LineItemWish | None = None


_REVIEWABLE = ("InProgress", "Submitted", "Completed")


def response_jwt(
    registration: Registration,
    deployment_id: str,
    settings: DeepLinkingSettings,
    items: Sequence[ContentItem],
    key: ToolKey,
    now: datetime,
) -> str:
    """The token to post as the form field `JWT` to `settings.return_url`."""
    if len(items) > 1 and not settings.accept_multiple:
        raise ValueError("the platform takes one item")
    issued = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": registration.client_id,
        "aud": registration.issuer,
        "iat": issued,
        "exp": issued + int(_LIFE.total_seconds()),
        "nonce": secrets.token_urlsafe(24),
        _LTI + "deployment_id": deployment_id,
        _LTI + "message_type": "LtiDeepLinkingResponse",
        _LTI + "version": "1.3.0",
        _DL + "content_items": [_item(item) for item in items],
    }
    if settings.data is not None:
        claims[_DL + "data"] = settings.data
    return key.sign(claims)


def _item(item: ContentItem) -> dict[str, Any]:
    resource = (
        DeepLinkResource()
        .set_title(_short(item.title))
        .set_url(item.url)
        .set_custom_params(item.custom)
    )
    if item.line_item is not None:
        line_item = LineItem().set_label(_short(item.line_item.label))
        line_item.set_score_maximum(item.line_item.maximum)
        if item.line_item.resource_id:
            line_item.set_resource_id(item.line_item.resource_id)
        if item.line_item.tag:
            line_item.set_tag(item.line_item.tag)
        # Submission Review 1.0: the platform's gradebook may open one learner's result here.
        line_item.set_submission_review(list(_REVIEWABLE), url=item.url)
        resource.set_lineitem(line_item)
    written: dict[str, Any] = {
        name: value for name, value in resource.to_dict().items() if value not in (None, {})
    }
    return {**written, "text": item.text} if item.text else written


def _short(title: str) -> str:
    return title if len(title) <= _MAX_TITLE else f"{title[: _MAX_TITLE - 1].rstrip()}…"
