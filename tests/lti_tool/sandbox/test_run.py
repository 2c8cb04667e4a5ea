"""The two servers together, as `lti-tool sandbox` starts them."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
import requests
from click.testing import CliRunner

from courseware import locate
from lti_tool.cli_sandbox import sandbox
from lti_tool.sandbox import furnishing
from lti_tool.sandbox.model import PEOPLE, TEACHER, Person
from lti_tool.sandbox.run import PortTaken, Running, running
from lti_tool.sandbox.store import Store
from lti_tool.storage import courses, platforms


@pytest.fixture(scope="module")
def first_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a first run leaves behind."""
    data = tmp_path_factory.mktemp("sandbox")
    with running(data, tool_port=0, platform_port=0):
        pass
    return data


@pytest.fixture
def data(first_data: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first_data, tmp_path / "data")


@pytest.fixture
def sandbox_(data: Path) -> Iterator[Running]:
    with running(data, tool_port=0, platform_port=0) as started:
        yield started


def test_both_answer(sandbox_: Running) -> None:
    tool_url = sandbox_.tool.settings.url

    assert requests.get(f"{tool_url}/health/ready", timeout=5).status_code == 200
    assert requests.get(sandbox_.url, timeout=5).status_code == 200
    assert tool_url.startswith("http://localhost:")
    assert sandbox_.url.startswith("http://127.0.0.1:")


def test_the_shipped_courses_are_placed_in_their_localizations(sandbox_: Running) -> None:
    introduction, medication = sandbox_.store.activities()

    assert introduction.custom["kurspakke_course"] == "introduction"
    assert introduction.custom["kurspakke_localization"] == "kongsbergregionen/tinn"
    assert medication.custom["kurspakke_course"] == "medication"
    assert medication.custom["kurspakke_localization"] == "kongsbergregionen/kongsberg"
    columns = {column.id: column for column in sandbox_.store.line_items()}
    assert columns[str(medication.line_item)].tag == "test"


def test_the_platform_is_registered_as_a_sandbox(sandbox_: Running) -> None:
    with sandbox_.tool.database.read() as session:
        registrations = platforms.everything(session)

    newest = registrations[-1]
    assert newest.issuer == sandbox_.platform.issuer
    assert all(registration.sandbox for registration in registrations)


def test_a_second_start_publishes_and_places_nothing_again(data: Path) -> None:
    said: list[str] = []

    with running(data, tool_port=0, platform_port=0, say=said.append) as sandbox_:
        assert len(sandbox_.store.activities()) == 2
        (target,) = {activity.url for activity in sandbox_.store.activities()}

    assert said == []
    assert target == f"{sandbox_.tool.settings.url}/lti/launch"


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.role)
def test_a_launch_reaches_the_course(sandbox_: Running, person: Person, number: int) -> None:
    activity = sandbox_.store.activities()[number]

    url, page = launch(sandbox_, person.id, f"launch/{activity.id}")

    assert url == f"{sandbox_.tool.settings.url}/lti/launch"
    assert '"runtime":' in page


def test_a_teacher_reaches_the_picker(sandbox_: Running) -> None:
    url, page = launch(sandbox_, TEACHER.id, "pick")

    assert url == f"{sandbox_.tool.settings.url}/lti/launch"
    assert '"runtime":' in page


def test_a_course_that_cannot_be_published_is_told_and_the_rest_goes_on(
    tmp_path: Path, data: Path
) -> None:
    content = shutil.copytree(locate.content(), tmp_path / "content")
    broken = content / "courses" / "introduction" / "course.yaml"
    broken.write_text("id: [", encoding="utf-8")
    with running(data, tool_port=0, platform_port=0) as sandbox_:
        tool = sandbox_.tool
        lines = list(furnishing.publish(tool, content))
        with tool.database.read() as session:
            still_active = courses.active_edition(session, "introduction")

    assert len(lines) == 1
    assert lines[0].startswith("Not published: introduction\n")
    assert still_active is not None


def test_a_taken_port_is_told_with_the_option_that_chooses_another(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with (
            pytest.raises(PortTaken, match="--platform-port"),
            running(tmp_path, tool_port=0, platform_port=port),
        ):
            raise AssertionError("it must not start")
        told = CliRunner().invoke(sandbox, ["--data", str(tmp_path), "--tool-port", str(port)])

    assert told.exit_code == 1
    assert f"Port {port} cannot be used" in told.output
    assert "--tool-port" in told.output


def test_what_is_kept_is_for_the_owner_only(data: Path) -> None:
    for name in ("sandbox-key.pem", "sandbox-secret"):
        assert (data / name).stat().st_mode & 0o077 == 0


def test_a_course_that_has_links_gets_no_others(data: Path) -> None:
    store = Store(data / "sandbox.sqlite3")
    before = store.activities()
    store.close()

    with running(data, tool_port=0, platform_port=0) as sandbox_:
        after = sandbox_.store.activities()

    assert [activity.id for activity in after] == [activity.id for activity in before]


def launch(sandbox_: Running, person: str, path: str) -> tuple[str, str]:
    """
    Go the way of a browser that keeps cookies, from the platform to the tool's page.

    Returns the address where it ends, and the page.
    """
    # Like Chromium, send Secure cookies to http://localhost, too.
    kept = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
    browser = build_opener(HTTPCookieProcessor(kept))

    def visit(url: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        form = None if fields is None else urlencode(fields).encode()
        with browser.open(url, form, timeout=5) as answer:
            return answer.url, answer.read().decode()

    visit(f"{sandbox_.url}enter", {"person": person})
    url, page = visit(f"{sandbox_.url}{path}")
    while action := re.search(r'<form method="post" action="([^"]*)" data-autosubmit>', page):
        found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', page)
        url, page = visit(action[1], {name: unescape(value) for name, value in found})
    return url, page
