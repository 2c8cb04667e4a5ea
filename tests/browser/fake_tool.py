"""A tool that answers the player as a test wants it to: offline, refusing, in a hurry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, Route

from courseware import locate
from courseware.bundle import make_bundle
from courseware.drawing import draw
from courseware.loading import load_course
from courseware.model import Kind
from courseware.public_item import public_item
from tests.short_course import write_short_course

ADDRESS = "http://127.0.0.1:9"
"""Nobody listens there: every request is answered by `FakeTool.answer`."""

COURSE = Path("content/courses/medication")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " media-src 'self'; connect-src 'self'; base-uri 'none'"
)
SHELL = """<!doctype html><html lang="nb" data-color-scheme="auto"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Kurs</title>
<link rel="stylesheet" href="/static/player.css"></head><body><div id="app"></div>
<script type="application/json" id="runtime">{runtime}</script>
<script src="/static/player.js" defer></script></body></html>"""


@cache
def content() -> tuple[dict[str, Any], str, list[dict[str, Any]]]:
    """The bundle of the short course, its pass test's id, and one drawn form of it."""
    with TemporaryDirectory() as folder:
        course = load_course(write_short_course(Path(folder) / "content"))
    test = next(each for each in course.assessments if each.kind is Kind.PASS)
    form = draw(course, test, 3)
    items = [public_item(course, item, "nb") for item in form.items]
    return make_bundle(course, remote_tests=True), test.id, items


@dataclass
class FakeTool:
    minutes: float = 60
    passes: bool = True
    online: bool = True
    refuses: bool = False
    closed: bool = False
    """The attempt has ended elsewhere: no more answers are taken."""
    ended: bool = False
    read_only: bool = False
    chapter: str | None = None
    """The one chapter that the link leads to."""
    state: str | None = None
    responses: dict[int, str] = field(default_factory=dict)
    deadline: datetime | None = None
    """Set when the test is opened."""
    submitted: int = 0
    results: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def open(self, page: Page, path: str = "/lti/launch") -> None:
        page.route(f"{ADDRESS}/**", self.answer)
        page.goto(ADDRESS + path)
        page.wait_for_selector("h1")

    def answer(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(ADDRESS).partition("#")[0]
        if path in ("/lti/launch", "/p/1/abc"):
            return self._shell(route, launched=path == "/lti/launch")
        if path.startswith("/static/"):
            return route.fulfill(path=locate.player() / path.removeprefix("/static/"))
        if path.startswith("/content/hash/media/"):
            return route.fulfill(path=COURSE / path.removeprefix("/content/hash/"))
        if path == "/content/hash/bundle.json":
            return route.fulfill(json=content()[0])
        if not path.startswith("/api/"):
            return route.fulfill(status=404)
        self.tokens.append(request.headers.get("authorization", ""))
        if request.method == "PUT" and not self.online:
            return route.abort()
        if self.ended and path != "/api/session":
            return route.fulfill(status=401, json={})
        return self._api(route, path)

    def _shell(self, route: Route, *, launched: bool) -> None:
        page = {"runtime": "lti", "api": "/api", "address": "/p/1/abc"}
        runtime = json.dumps(page | ({"token": "secret"} if launched else {}))
        route.fulfill(
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
            body=SHELL.format(runtime=runtime),
        )

    def _api(self, route: Route, path: str) -> None:
        now = datetime.now(UTC)
        sent = json.loads(route.request.post_data or "{}")
        if path == "/api/session":
            route.fulfill(json=self._session())
        elif path == "/api/state":
            self.state = sent["state"]
            route.fulfill(status=204)
        elif path == "/api/results":
            route.fulfill(json=self.results)
        elif path == "/api/practice":
            route.fulfill(json={"closed": []})
        elif path.startswith("/api/tests/") and self.refuses:
            words = {"message": "Du kan prøve igjen i morgen.", "mend": "Øv litt imens."}
            error = {"code": "waiting-time", **words, "correlation": "K7-2F"}
            route.fulfill(status=409, json={"error": error})
        elif path.startswith("/api/tests/"):
            self.deadline = self.deadline or now + timedelta(minutes=self.minutes)
            route.fulfill(json=self._view(now, self.deadline))
        elif route.request.method == "GET" and self.deadline is not None:
            ended = self.submitted > 0
            time = {"deadline": self.deadline.isoformat(), "now": now.isoformat()}
            route.fulfill(json=time | {"submitted": ended})
        elif "/answers/" in path and self.closed:
            words = {"message": "Tiden er ute.", "mend": "", "correlation": "K7-3G"}
            route.fulfill(status=409, json={"error": {"code": "ended", **words}})
        elif "/answers/" in path:
            self.responses[int(path.rpartition("/")[2])] = sent["response"]
            route.fulfill(json={"saved": now.isoformat()})
        else:
            route.fulfill(json=self._submit(now))

    def _session(self) -> dict[str, Any]:
        return {
            "runtime": "lti",
            "page": "course",
            "language": "nb",
            "readOnly": self.read_only,
            "bundle": "/content/hash/bundle.json",
            "media": "/content/hash/media/",
            "assessment": None,
            "chapter": self.chapter,
            "platform": {"name": "Moodle", "returnUrl": None},
            "state": self.state,
            "results": self.results,
            "underway": self._underway(),
            "closed": [],
            "evaluated": False,
            "renews": False,
        }

    def _underway(self) -> list[dict[str, Any]]:
        _, test, items = content()
        if self.deadline is None or self.submitted:
            return []
        answered = sum(response != "" for response in self.responses.values())
        return [{"assessment": test, "answered": answered, "of": len(items)}]

    def _view(self, now: datetime, deadline: datetime) -> dict[str, Any]:
        items = content()[2]
        return {
            "attempt": "a1",
            "items": items,
            "responses": [self.responses.get(at, "") for at in range(len(items))],
            "marked": [False] * len(items),
            "startedAt": now.isoformat(),
            "deadline": deadline.isoformat(),
            "now": now.isoformat(),
            "submitted": False,
        }

    def _submit(self, now: datetime) -> dict[str, Any]:
        """The result waits for the LMS at first; the next question about it says it was sent."""
        self.submitted += 1
        bundle, test, items = content()
        topics = next(each for each in bundle["assessments"] if each["id"] == test)["topics"]
        points = {"earned": 9, "possible": len(items), "passed": self.passes}
        sent = {"delivery": "sent", "sentAt": now.isoformat()}
        self.results = [{"assessment": test} | points | sent]
        return points | {
            "percent": 90,
            "topics": [
                {"topic": topic, "title": title, "earned": 4, "possible": 5}
                for topic, title in topics.items()
            ],
            "delivery": "waiting",
            "sections": [
                {
                    "title": {"nb": "Regning", "nn": "Rekning"},
                    "percent": 90 if self.passes else 70,
                    "needed": 80,
                }
            ],
            "submittedAt": now.isoformat(),
        }
