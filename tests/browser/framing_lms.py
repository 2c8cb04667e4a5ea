"""
An LMS of another site that frames the tool, as a browser sees it, with a real tool behind it.

The LMS answers on 127.0.0.1 and the tool on localhost: two sites. `login_hint` names the person, so
that two people can come one after the other.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from lti_tool.app import create_app
from lti_tool.clock import system_clock
from lti_tool.settings import DEVELOPMENT_SECRET, Settings
from lti_tool.storage import platforms
from lti_tool.storage.platforms import NewRegistration
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import Tool
from tests import chromium
from tests.lti_tool.classroom import COURSE, publish
from tests.lti_tool.platform_side import (
    CLIENT_ID,
    LTI,
    MEMBERSHIP,
    FakePlatform,
    Received,
    as_json,
    claims,
    deep_linking_claims,
    fake_platform,
    public_jwk,
    signed,
)

NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]

STORAGE = """
<script>
  const kept = new Map();
  addEventListener("message", ({ data, origin, source }) => {
    const answer = { subject: `${data.subject}.response`, message_id: data.message_id };
    const name = `${origin} ${data.key}`;
    window.asked = [...(window.asked ?? []), data.subject];
    if (data.subject === "lti.capabilities") {
      answer.supported_messages = [{ subject: "lti.put_data" }, { subject: "lti.get_data" }];
    } else if (data.subject === "lti.put_data") {
      if (data.value === null) kept.delete(name);
      else kept.set(name, data.value);
      Object.assign(answer, { key: data.key, value: data.value });
    } else if (data.subject === "lti.get_data") {
      Object.assign(answer, { key: data.key, value: kept.get(name) ?? null });
    } else return;
    source.postMessage(answer, origin);
  });
</script>"""


ABOUT_ANNE: dict[str, dict[str, Any]] = {
    "teaching": {LTI + "roles": [MEMBERSHIP + "Instructor"]},
    "review": {
        LTI + "message_type": "LtiSubmissionReviewRequest",
        LTI + "roles": [MEMBERSHIP + "Instructor"],
        LTI + "for_user": {"user_id": "anne"},
    },
    "privacy": {
        LTI + "message_type": "DataPrivacyLaunchRequest",
        LTI + "roles": ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"],
        LTI + "resource_link": None,
    },
}


@dataclass
class Lms:
    """
    stores: its page keeps values for the tool; `silent` says that it does and never answers.
    members: what its membership service lists; None where it has none.
    message: what a person is sent for: `course`, `teaching`, `picking`, `review` or `privacy` of
        anne.
    """

    tool_url: str
    tool: Tool
    url: str = ""
    stores: bool | str = False
    message: str = "course"
    members: list[dict[str, Any]] | None = None

    def __call__(self, request: Received) -> tuple[int, dict[str, str], bytes]:
        if request.path == "/jwks":
            return as_json({"keys": [public_jwk()]})
        if request.path == "/token":
            return as_json({"access_token": "token", "expires_in": 3600})
        if request.path == "/members":
            return as_json({"members": self.members})
        if request.path == "/auth":
            return self._page(self._answer(request))
        address = self.address(request.query.get("person", ["anne"])[0])
        allowed = "storage-access *"
        frame = f"""<iframe src="{address}" title="Kurs" width="340" height="600"
            allow="{allowed}"></iframe>"""
        storage = STORAGE if self.stores is True else ""
        return self._page(f"<title>LMS</title>{storage}<main><h1>LMS</h1>{frame}</main>")

    def address(self, person: str) -> str:
        """Where a person's click on the link leads, in a frame or in a window of its own."""
        login = {"iss": self.url, "login_hint": person, "client_id": CLIENT_ID}
        if self.stores:
            login["lti_storage_target"] = "_parent"
        return f"{self.tool_url}/lti/login?{urlencode(login)}"

    def _answer(self, request: Received) -> str:
        asked = {name: values[0] for name, values in request.query.items()}
        at = int(system_clock().timestamp())
        times = {"iss": self.url, "iat": at, "exp": at + 60, "sub": asked["login_hint"]}
        custom: dict[str, Any] = {LTI + "custom": {"kurspakke_course": COURSE}, "name": "Anne Ås"}
        if self.members is not None:
            custom[NRPS] = {"context_memberships_url": f"{self.url}/members"}
        match self.message:
            case "picking":
                message = deep_linking_claims(asked["nonce"], **times)
            case "course":
                message = claims(asked["nonce"], **times, **custom)
            case _:
                message = claims(asked["nonce"], **times, **custom, **ABOUT_ANNE[self.message])
        return f"""
            <form method="post" action="{asked["redirect_uri"]}">
            <input type="hidden" name="state" value="{asked["state"]}">
            <input type="hidden" name="id_token" value="{signed(message)}"></form>
            <script>document.forms[0].submit()</script>"""

    def _page(self, body: str) -> tuple[int, dict[str, str], bytes]:
        page = f'<!doctype html><html lang="nb"><body>{body}</body></html>'
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


@contextmanager
def lms_and_tool(folder: Path, course: Path, around: Callable[[Wsgi], Wsgi]) -> Iterator[Lms]:
    """around: stands between the browser and the tool."""
    server = make_server("localhost", 0, lambda environ, start: [], threaded=True)
    settings = Settings(
        url=f"http://localhost:{server.port}",
        database_url=f"sqlite:///{folder}/k.sqlite3",
        secret=DEVELOPMENT_SECRET,
        development=True,
        loopback_platforms=True,
    )
    app = create_app(settings)
    tool: Tool = app.extensions["kurspakke"]
    prepare(tool.database, settings.secret, tool.clock())
    publish(tool.database, course)
    server.app = around(app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    lms = Lms(settings.url, tool)
    with fake_platform(lms) as platform:
        lms.url = platform.url
        register(tool, platform)
        yield lms
    server.shutdown()
    thread.join()
    server.server_close()
    tool.database.close()


def without_partitions(app: Wsgi) -> Wsgi:
    """As a browser that does not know partitioned cookies hears it: the attribute is not there."""

    def heard(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            known = [(name, value.replace("; Partitioned", "")) for name, value in headers]
            return start(status, known, *more)

        return app(environ, begin)

    return heard


@contextmanager
def chromium_with(
    browser: Browser, folder: Path, profile: dict[str, Any]
) -> Iterator[BrowserContext]:
    """A browser whose user has chosen these settings."""
    preferences = folder / "user" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"profile": profile}), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        folder / "user",
        executable_path=chromium.on_this_machine(),
        args=chromium.arguments(),
        locale="nb-NO",
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


def register(tool: Tool, platform: FakePlatform) -> None:
    new = NewRegistration(
        issuer=platform.url,
        client_id=CLIENT_ID,
        auth_url=f"{platform.url}/auth",
        token_url=f"{platform.url}/token",
        jwks_url=f"{platform.url}/jwks",
        deployments=("7",),
        name="LMS",
        embed_origins=(platform.url,),
    )
    with tool.database.begin() as session:
        platforms.add(session, new, tool.clock())
