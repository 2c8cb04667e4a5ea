"""A browser's way through a launch: login, check, platform, launch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.protocol.registration import Registration
from lti_tool.storage import platforms
from lti_tool.storage.platforms import NewRegistration
from lti_tool.tool import Tool
from tests.lti_tool.platform_side import (
    CLIENT_ID,
    DEPLOYMENT,
    ISSUER,
    FakePlatform,
    claims,
    deep_linking_claims,
    signed,
)

LAUNCH_URL = "https://kurs.example.no/lti/launch"


@dataclass(frozen=True)
class Asked:
    """What the tool asked the platform for, by way of the browser."""

    state: str
    nonce: str
    url: str


class Journey:
    """The platform's part, and the browser's moves."""

    def __init__(self, tool: Tool, platform: FakePlatform) -> None:
        self.tool = tool
        self.platform = platform
        self.registration = self.register(CLIENT_ID)

    def register(self, client_id: str, *deployments: str) -> Registration:
        new = NewRegistration(
            issuer=ISSUER,
            client_id=client_id,
            auth_url=f"{ISSUER}/mod/lti/auth.php",
            token_url=f"{self.platform.url}/token",
            jwks_url=f"{self.platform.url}/jwks",
            deployments=deployments or (DEPLOYMENT,),
            name="Moodle",
            embed_origins=(ISSUER,),
        )
        with self.tool.database.begin() as session:
            return platforms.add(session, new, self.tool.clock())

    def log_in(self, browser: FlaskClient, **changes: str) -> Asked:
        """The login and the check, up to the redirect to the platform."""
        asked = {
            "iss": ISSUER,
            "login_hint": "42",
            "client_id": CLIENT_ID,
            "lti_message_hint": '{"cmid":"3"}',
            "target_link_uri": LAUNCH_URL,
        }
        to_check = browser.post("/lti/login", data=asked | changes)
        assert to_check.status_code == 302, to_check.text
        to_platform = browser.get(to_check.headers["Location"])
        assert to_platform.status_code == 302, to_platform.text
        url = to_platform.headers["Location"]
        query = parse_qs(urlsplit(url).query)
        return Asked(query["state"][0], query["nonce"][0], url)

    def launch(self, browser: FlaskClient, state: str, token: str, **more: str) -> TestResponse:
        return browser.post("/lti/launch", data={"state": state, "id_token": token, **more})

    def deep_link(self, browser: FlaskClient, **changes: Any) -> TestResponse:
        """A whole launch that needs no course: a teacher opens the picker."""
        asked = self.log_in(browser)
        at = int(self.tool.clock().timestamp())
        message = deep_linking_claims(asked.nonce, iat=at, exp=at + 60)
        return self.launch(browser, asked.state, signed(message | changes))

    def message(self, asked: Asked, **changes: Any) -> dict[str, Any]:
        return claims(asked.nonce, at=self.tool.clock().timestamp(), **changes)
