"""
The platform without its web pages: what it signs and whom it believes.

Tests use it as a library: `Platform(issuer, key, clock)` mints any launch, good or bad.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti_tool.clock import Clock
from lti_tool.sandbox.access import AccessTokens
from lti_tool.sandbox.claims import (
    Addresses,
    Scene,
    changed,
    deep_linking_claims,
    name_claims,
    resource_link_claims,
)
from lti_tool.sandbox.deep_linking import DeepLinkResponse, OpenPickers
from lti_tool.sandbox.login import AuthRequest, FormPost, LoginDesk, Opening
from lti_tool.sandbox.model import PEOPLE, Activity, Course, Person, Tool
from lti_tool.sandbox.signing import KeyRing
from lti_tool.sandbox.tool_jwt import FetchJson, ToolJwtVerifier


def no_network(url: str) -> Mapping[str, Any]:
    """The default of a platform that is never shown anything the tool has signed."""
    raise OSError(f"this platform was made without a way to fetch {url}")


class Platform:
    """One issuer with one course, a few people, and one tool in it."""

    def __init__(
        self,
        issuer: str,
        key: RSAPrivateKey,
        clock: Clock,
        tool: Tool | None = None,
        *,
        fetch_json: FetchJson = no_network,
        people: Sequence[Person] = PEOPLE,
        course: Course | None = None,
        share_names: bool = False,
    ) -> None:
        """
        tool: the registered tool; the one at http://localhost:8400 where nothing is said.
        fetch_json: how the tool's key set is fetched.
        share_names: whether launches tell name and e-mail; Moodle does not unless told to.
        """
        self.addresses = Addresses(issuer)
        self.tool = tool or Tool.at("http://localhost:8400")
        self.course = course or Course()
        self.people = tuple(people)
        self.keys = KeyRing(key)
        self.clock = clock
        self._fetch_json = fetch_json
        self.access = AccessTokens(
            self.addresses.token, self.tool, ToolJwtVerifier(self.tool, fetch_json, clock), clock
        )
        self._scene = Scene(self.addresses, self.tool, self.course, share_names)
        self._desk = LoginDesk(issuer, self.tool)
        self._pickers = OpenPickers(
            issuer, self.tool, ToolJwtVerifier(self.tool, fetch_json, clock)
        )

    def beside(self, tool: Tool) -> Platform:
        """The same platform for another tool: its own logins, pickers and access tokens."""
        other = copy.copy(self)
        verifier = ToolJwtVerifier(tool, self._fetch_json, self.clock)
        other.tool = tool
        other.access = AccessTokens(self.addresses.token, tool, verifier, self.clock)
        other._scene = Scene(self.addresses, tool, self.course, tool.shares_names)
        other._desk = LoginDesk(self.issuer, tool)
        other._pickers = OpenPickers(self.issuer, tool, verifier)
        return other

    @property
    def issuer(self) -> str:
        return self.addresses.issuer

    def person(self, person_id: str) -> Person | None:
        return next((person for person in self.people if person.id == person_id), None)

    def line_item_url(self, line_item: str) -> str:
        return self.addresses.line_item(self.course, self.tool, line_item)

    def shared_names(self, person: Person) -> dict[str, str]:
        """Name and e-mail as claims; nothing where the platform does not share them."""
        return name_claims(self._scene, person)

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public key set, as served at `addresses.jwks`."""
        return self.keys.jwks()

    def login_initiation(
        self, person: Person, activity: Activity | None, locale: str = "nb"
    ) -> FormPost:
        """
        Begin a launch: the form that the browser posts to the tool.

        activity: None to pick content (deep linking).
        """
        return self._desk.open(Opening(person, activity, locale))

    def authenticate(self, request: AuthRequest, person: Person | None) -> Opening | FormPost:
        """The launch that an authentication request is about, or an OIDC error for the tool."""
        return self._desk.answer(request, person)

    def launch_claims(
        self, person: Person, activity: Activity, nonce: str, /, locale: str = "nb"
    ) -> dict[str, Any]:
        """The claims of a launch, unsigned."""
        return resource_link_claims(self._scene, person, activity, nonce, self.clock(), locale)

    def deep_linking_claims(
        self, person: Person, nonce: str, /, locale: str = "nb"
    ) -> dict[str, Any]:
        """The claims of a request to pick content, unsigned; its picker stays open."""
        data = self._pickers.open(person)
        return deep_linking_claims(self._scene, person, data, nonce, self.clock(), locale)

    def id_token(self, person: Person, activity: Activity, nonce: str, /, **changes: Any) -> str:
        """
        A signed launch. `changes` replace claims, by short or full name: `exp=…`, `roles=[…]`;
        `claims.MISSING` leaves one out. For another key, algorithm or header use `sign`.
        """
        return self.sign(changed(self.launch_claims(person, activity, nonce), changes))

    def deep_linking_token(self, person: Person, nonce: str, /, **changes: Any) -> str:
        """A signed request to pick content; `changes` as in `id_token`."""
        return self.sign(changed(self.deep_linking_claims(person, nonce), changes))

    def sign(
        self,
        claims: Mapping[str, Any],
        *,
        key: RSAPrivateKey | None = None,
        algorithm: str = "RS256",
        header: Mapping[str, Any] | None = None,
    ) -> str:
        """Sign anything; the keyword arguments make bad tokens (`KeyRing.sign`)."""
        return self.keys.sign(claims, key=key, algorithm=algorithm, header=header)

    def rotate_key(self, key: RSAPrivateKey, *, keep_old: bool = True) -> None:
        """Sign with `key` from now on."""
        self.keys.rotate(key, keep_old=keep_old)

    def take_deep_link(self, token: str) -> DeepLinkResponse:
        """Verify the tool's answer to a picker, and close that picker; raises UntrustedToolJwt."""
        return self._pickers.take(token)
