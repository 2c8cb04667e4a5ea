"""
The members of an LMS course, as Names and Role Provisioning Services list them.

Spec: https://www.imsglobal.org/spec/lti-nrps/v2p0. Of each member only what a roster needs is read:
the id, the roles, whether they are active, and the name where the platform sends one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lti_tool.clock import Clock
from lti_tool.errors import MembersRefused, NoAnswer
from lti_tool.outgoing import Answer
from lti_tool.protocol.access_tokens import AccessTokens
from lti_tool.protocol.platform_urls import is_address, origin_of
from lti_tool.protocol.registration import Registration
from lti_tool.protocol.roles import Roles, read_roles

MEMBERS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

MAX_MEMBERS = 5_000
MAX_PAGES = 60
MAX_TIME = timedelta(seconds=10)
"""Somebody waits in front of a page; what came by then is shown, and that there is more."""

_PAGE_SIZE = 200
_MAX_ID = 255
_MAX_NAME = 300
_MAX_ROLES = 50
_GONE = frozenset({"deleted", "inactive"})
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """id: the `sub` of the person's launches. name: None where the platform keeps it to itself."""

    id: str
    name: str | None
    roles: Roles


@dataclass(frozen=True, slots=True)
class Members:
    """is_whole: False where we stopped reading before the platform was done."""

    people: tuple[Member, ...]
    is_whole: bool


def read_members(
    tokens: AccessTokens,
    registration: Registration,
    memberships_url: str,
    clock: Clock,
    *,
    resource_link: str | None = None,
) -> Members:
    """
    Everybody who is active in the course now, page after page.

    resource_link: leave out those who cannot open this link, where the platform can tell.

    Raises MembersRefused, TokenRefused or OutgoingError; nothing partial is returned then.
    """
    ends_at = clock() + MAX_TIME
    found: dict[str, Member] = {}
    asked: set[str] = set()
    url: str | None = _first_page(memberships_url, resource_link)
    while url is not None:
        if url in asked:
            raise NoAnswer("the member list leads back to a page that was read before")
        if len(asked) == MAX_PAGES or len(found) >= MAX_MEMBERS or clock() >= ends_at:
            return Members(tuple(found.values())[:MAX_MEMBERS], is_whole=False)
        asked.add(url)
        answer = _page(tokens, registration, url)
        if answer.status in (400, 404, 501) and resource_link is not None and len(asked) == 1:
            # Not every platform knows `rlid`.
            resource_link, url = None, _first_page(memberships_url, None)
            continue
        if not answer.is_success:
            raise MembersRefused(answer.status)
        for member in _read(answer.json()):
            found.setdefault(member.id, member)
        url = _next_page(answer.headers.get("link", ""), url, registration)
    people = tuple(found.values())
    return Members(people[:MAX_MEMBERS], is_whole=len(people) <= MAX_MEMBERS)


def _page(tokens: AccessTokens, registration: Registration, url: str) -> Answer:
    # One media type exactly: Moodle answers 400 to two.
    headers = {"Accept": MEMBERS_TYPE}
    answer = tokens.get(registration, frozenset({MEMBERS_SCOPE}), url, headers)
    if answer.status == 429 or (answer.status >= 500 and answer.status != 501):
        raise NoAnswer(f"the membership service is busy (answered {answer.status})")
    return answer


def _first_page(memberships_url: str, resource_link: str | None) -> str:
    """Canvas gives ten people a page unless asked for more."""
    url = urlsplit(memberships_url)
    query = [*parse_qsl(url.query, keep_blank_values=True), ("limit", str(_PAGE_SIZE))]
    if resource_link is not None:
        query.append(("rlid", resource_link))
    return urlunsplit(url._replace(query=urlencode(query)))


def _next_page(link: str, url: str, registration: Registration) -> str | None:
    """
    Where the next page lies (RFC 8288), in the letters that the platform wrote it in.

    The token goes along, so what leads to another origin is not followed.
    """
    for target, parameters in _LINK.findall(link):
        rels = [quoted or bare for quoted, bare in _REL.findall(parameters)]
        if any("next" in rel.lower().split() for rel in rels):
            following: str = urljoin(url, target.strip())
            if not is_address(following, registration) or origin_of(following) != origin_of(url):
                raise NoAnswer("the member list goes on at an address that is not the platform's")
            return following
    return None


def _read(document: Any) -> list[Member]:
    members = document.get("members") if isinstance(document, dict) else None
    if not isinstance(members, list):
        raise NoAnswer("the answer is no list of members")
    read = (_member(entry) for entry in members if isinstance(entry, dict))
    return [member for member in read if member is not None]


def _member(entry: Mapping[str, Any]) -> Member | None:
    """None for those who are no longer in the course, and for what names nobody."""
    user_id = entry.get("user_id")
    if isinstance(user_id, int) and not isinstance(user_id, bool):
        user_id = str(user_id)
    if not isinstance(user_id, str) or not 0 < len(user_id) <= _MAX_ID:
        return None
    status = entry.get("status")
    if _INVISIBLE.search(user_id) or (isinstance(status, str) and status.lower() in _GONE):
        return None
    roles = entry.get("roles")
    names = roles[:_MAX_ROLES] if isinstance(roles, list) else []
    return Member(
        user_id, _name(entry), read_roles(name for name in names if isinstance(name, str))
    )


def _name(entry: Mapping[str, Any]) -> str | None:
    parts = [entry.get("name")]
    if not isinstance(parts[0], str) or not parts[0].strip():
        parts = [entry.get("given_name"), entry.get("family_name")]
    text = " ".join(part[:_MAX_NAME] for part in parts if isinstance(part, str))
    return " ".join(_INVISIBLE.sub("", text).split())[:_MAX_NAME] or None
