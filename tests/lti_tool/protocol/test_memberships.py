from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lti_tool.errors import LtiToolError, MembersRefused, NoAnswer, TokenRefused
from lti_tool.outgoing import Outgoing
from lti_tool.protocol import memberships
from lti_tool.protocol.access_tokens import AccessTokens
from lti_tool.protocol.memberships import MEMBERS_SCOPE, MEMBERS_TYPE, Member, read_members
from lti_tool.protocol.registration import Registration
from lti_tool.protocol.roles import Roles
from lti_tool.protocol.tool_keys import KeyRing, ToolKey
from tests.lti_tool.clock import START, FakeClock
from tests.lti_tool.platform_side import (
    MEMBERSHIP,
    FakePlatform,
    Received,
    as_json,
    fake_platform,
    private_key,
    registration,
)

Response = tuple[int, dict[str, str], bytes]
LEARNER, INSTRUCTOR = Roles(learner=True), Roles(instructor=True)


class _Store:
    def load(self) -> list[ToolKey]:
        return [ToolKey("ours", private_key("ours"), START)]


@pytest.fixture
def tokens(clock: FakeClock) -> AccessTokens:
    return AccessTokens(Outgoing(allow_loopback=True), KeyRing(_Store(), clock), clock)


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with fake_platform(lambda request: as_json({})) as platform:
        yield platform


def serve(platform: FakePlatform, answer: Callable[[Received], Response]) -> None:
    def with_token(request: Received) -> Response:
        if request.path == "/token":
            return as_json({"access_token": "token", "expires_in": 3600})
        return answer(request)

    platform.answer = with_token


def container(*members: Any, link: str | None = None) -> Response:
    status, headers, body = as_json({"id": "x", "context": {"id": "2"}, "members": list(members)})
    return status, headers | ({} if link is None else {"Link": link}), body


def person(id_: object, *roles: str, **more: Any) -> dict[str, Any]:
    return {"user_id": id_, "roles": list(roles or ("Learner",)), **more}


def of(platform: FakePlatform) -> Registration:
    return registration(
        issuer=platform.url,
        auth_url=f"{platform.url}/auth",
        token_url=f"{platform.url}/token",
        jwks_url=f"{platform.url}/jwks",
    )


def members(tokens: AccessTokens, platform: FakePlatform, clock: FakeClock, **more: Any) -> Any:
    return read_members(
        tokens, of(platform), f"{platform.url}/CourseSection/2/bindings/7/Members", clock, **more
    )


def test_roles_are_read_in_the_short_form_and_the_long(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    serve(
        platform,
        lambda request: container(
            person("3", "Learner", status="Active", name="Anne Eksempel"),
            person("4", f"{MEMBERSHIP}Instructor", given_name="Lars", family_name="Eksempel"),
            person(5, "Learner", "Instructor"),
        ),
    )

    found = members(tokens, platform, clock)

    assert found.people == (
        Member("3", "Anne Eksempel", LEARNER),
        Member("4", "Lars Eksempel", INSTRUCTOR),
        Member("5", None, Roles(learner=True, instructor=True)),
    )
    assert found.is_whole


def test_the_service_is_asked_with_its_scope_and_one_media_type(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    serve(platform, lambda request: container())

    members(tokens, platform, clock, resource_link="link 3")

    token, page = platform.received
    assert token.form["scope"] == MEMBERS_SCOPE
    assert page.headers["accept"] == MEMBERS_TYPE
    assert page.query == {"limit": ["200"], "rlid": ["link 3"]}


def test_pages_are_followed_in_the_letters_that_the_platform_wrote(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    def answer(request: Received) -> Response:
        if "Next" not in request.query:
            link = f'<{platform.url}/A/B?Next=Abc%2FD&x=1>; rel="next", </>; rel="first"'
            return container(person("1"), link=link)
        return container(person("2"), link='</A>; rel="prev"')

    serve(platform, answer)

    found = members(tokens, platform, clock)

    assert [member.id for member in found.people] == ["1", "2"]
    assert platform.received[-1].path == "/A/B"
    assert platform.received[-1].query == {"Next": ["Abc/D"], "x": ["1"]}


@pytest.mark.parametrize(
    "link",
    ["</p?n=2>; rel=next", '</p?n=2>;title="x"; REL="last Next"', '<p?n=2> ; rel = "next"'],
)
def test_any_form_of_a_link_header_is_understood(
    link: str, tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    def answer(request: Received) -> Response:
        return container(person("2")) if "n" in request.query else container(link=link)

    serve(platform, answer)

    assert [member.id for member in members(tokens, platform, clock).people] == ["2"]


def test_who_has_left_the_course_is_left_out(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    serve(
        platform,
        lambda request: container(
            person("1", status="Deleted"), person("2", status="Inactive"), person("3")
        ),
    )

    assert [member.id for member in members(tokens, platform, clock).people] == ["3"]


@pytest.mark.parametrize("status", [400, 404, 501])
def test_a_platform_that_knows_no_rlid_is_asked_without(
    status: int, tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    def answer(request: Received) -> Response:
        return (status, {}, b"") if "rlid" in request.query else container(person("1"))

    serve(platform, answer)

    assert len(members(tokens, platform, clock, resource_link="3").people) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_says_its_status(
    status: int, tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    serve(platform, lambda request: (status, {}, b"<html>no</html>"))

    with pytest.raises(MembersRefused) as refused:
        members(tokens, platform, clock, resource_link="3")

    assert refused.value.status == status


def test_a_scope_that_was_not_granted_is_the_token_endpoints_refusal(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    platform.answer = lambda request: as_json({"error": "invalid_scope"}, 400)

    with pytest.raises(TokenRefused, match="invalid_scope"):
        members(tokens, platform, clock)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>Log in</html>"), "not JSON"),
        (as_json([]), "no list of members"),
        (as_json({"members": "none"}), "no list of members"),
        ((503, {}, b""), "busy"),
        ((429, {}, b""), "busy"),
        ((200, {}, b"[" * 2_000_000), "sends more than"),
        (container(link="<https://evil.example/next>; rel=next"), "not the platform's"),
        (container(link="<file:///etc/passwd>; rel=next"), "not the platform's"),
        (container(link="<>; rel=next"), "read before"),
    ],
)
def test_what_is_no_answer_is_said_so(
    answer: Response,
    reason: str,
    tokens: AccessTokens,
    platform: FakePlatform,
    clock: FakeClock,
) -> None:
    serve(platform, lambda request: answer)

    with pytest.raises(NoAnswer, match=reason):
        members(tokens, platform, clock)


def test_pages_without_end_are_read_up_to_a_cap(
    tokens: AccessTokens,
    platform: FakePlatform,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memberships, "MAX_PAGES", 3)

    def answer(request: Received) -> Response:
        number = int(request.query.get("n", ["0"])[0])
        return container(person(number), link=f"</p?n={number + 1}>; rel=next")

    serve(platform, answer)

    found = members(tokens, platform, clock)

    assert (len(found.people), found.is_whole) == (3, False)


def test_more_people_than_a_page_can_show_are_cut(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memberships, "MAX_MEMBERS", 2)
    serve(platform, lambda request: container(*(person(each) for each in range(3))))

    found = members(tokens, platform, clock)

    assert (len(found.people), found.is_whole) == (2, False)


def test_a_slow_platform_is_left_when_the_page_has_waited_long_enough(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    def answer(request: Received) -> Response:
        clock.advance(seconds=11)
        return container(person("1"), link="</p?n=1>; rel=next")

    serve(platform, answer)

    assert not members(tokens, platform, clock).is_whole


def test_names_cannot_turn_the_page_around(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock
) -> None:
    serve(platform, lambda request: container(person("1", name="Anne\u202e \x00\n" + "x" * 500)))

    (member,) = members(tokens, platform, clock).people

    assert member.name is not None
    assert member.name.startswith("Anne xxx")
    assert len(member.name) <= 300


@hypothesis_settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["members", "user_id", "roles", "name", "status"]), inner
            )
        ),
    )
)
def test_no_json_that_a_platform_may_send_breaks_the_reader(
    tokens: AccessTokens, platform: FakePlatform, clock: FakeClock, document: Any
) -> None:
    body = json.dumps({"members": [document]}).encode()
    serve(platform, lambda request: (200, {}, body))

    try:
        found = members(tokens, platform, clock)
    except LtiToolError:
        return

    assert all(member.id for member in found.people)
