"""
Every rung of the login in a real browser: cookies allowed, third-party cookies blocked, platform
storage, Storage Access, a window of its own; and what a reload and the next person meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.browser.conftest import axe_violations
from tests.browser.framing_lms import Lms, chromium_with, lms_and_tool, without_partitions

pytestmark = pytest.mark.browser

NO_COOKIES = {"default_content_setting_values": {"cookies": 2}}
NO_THIRD_PARTY = {"cookie_controls_mode": 1}
ALLOWED = {"cookie_controls_mode": 0}
AGAIN = "Økten er over."


@pytest.fixture
def lms(tmp_path: Path, sample_course: Path) -> Iterator[Lms]:
    with lms_and_tool(tmp_path, sample_course, lambda app: app) as lms:
        yield lms


@pytest.fixture
def old_lms(tmp_path: Path, sample_course: Path) -> Iterator[Lms]:
    """Browsers there do not know partitioned cookies."""
    with lms_and_tool(tmp_path, sample_course, without_partitions) as lms:
        yield lms


@pytest.fixture
def blocking(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers with settings of their own, and closes them."""
    opened: list[object] = []

    def open_with(profile: dict[str, object]) -> BrowserContext:
        manager = chromium_with(browser, tmp_path / f"browser-{len(opened)}", profile)
        opened.append(manager)
        return manager.__enter__()

    yield open_with
    for manager in opened:
        manager.__exit__(None, None, None)  # type: ignore[attr-defined]


def course_in(page: Page) -> Frame:
    """The frame, once the course stands in it."""
    frame = page.frames[1]
    frame.wait_for_selector(".kp-page h1")  # the lower rungs load the page twice on the way
    assert "/p/" in frame.url
    return frame


def reloaded(frame: Frame) -> None:
    with frame.expect_navigation():
        frame.evaluate("setTimeout(() => location.reload())")
    frame.wait_for_selector(".kp-page h1")


def says_yes(page: Page, lms: Lms) -> None:
    """What the person answers when Chromium asks whether the tool may use its cookies there."""
    answer = {
        "permission": {"name": "storage-access"},
        "setting": "granted",
        "origin": lms.url,
        "embeddedOrigin": lms.tool_url,
    }
    page.context.new_cdp_session(page).send("Browser.setPermission", answer)


def stores_in_tab(frame: Frame) -> bool:
    return bool(
        frame.evaluate("(() => { try { return !!sessionStorage; } catch { return false; } })()")
    )


def test_a_frame_of_another_site_keeps_the_login_and_survives_a_reload(
    lms: Lms, page: Page
) -> None:
    page.goto(lms.url)

    frame = course_in(page)
    assert page.context.cookies() == []  # the login's cookie has been taken back
    reloaded(frame)
    frame.evaluate("location.hash = '#/lesson/' + 'x'")
    reloaded(frame)


def test_blocked_third_party_cookies_do_not_matter(
    lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    """The cookie is partitioned: it belongs to the tool inside this LMS."""
    page = blocking(NO_THIRD_PARTY).new_page()
    page.goto(lms.url)

    frame = course_in(page)
    # The control: an ordinary cookie of the same frame is blocked.
    frame.evaluate("document.cookie = 'ordinary=1; SameSite=None; Secure'")
    frame.evaluate("document.cookie = 'apart=1; SameSite=None; Secure; Partitioned'")
    assert frame.evaluate("document.cookie") == "apart=1"
    reloaded(frame)


def test_where_no_cookie_is_allowed_the_platforms_storage_proves_who_started(
    lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    lms.stores = True
    page = blocking(NO_COOKIES).new_page()
    page.goto(lms.url)

    frame = course_in(page)
    assert not stores_in_tab(frame)  # so this is the lowest place that there is
    assert page.evaluate("asked").count("lti.put_data") >= 1
    assert page.evaluate("kept.size") == 0  # taken back
    reloaded(frame)
    frame.evaluate("location.hash = '#/end'")
    reloaded(frame)


def test_a_platform_that_offers_storage_and_never_answers_is_not_waited_for(
    lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    lms.stores = "silent"
    page = blocking(NO_COOKIES).new_page()
    page.goto(lms.url)

    frame = page.frame_locator("iframe")
    heading = frame.get_by_role("heading", name="Nettleseren spør deg først")
    expect(heading).to_be_visible(timeout=30_000)
    assert axe_violations(page) == []


def test_storage_access_lets_the_ordinary_cookie_through(
    old_lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    context = blocking(NO_THIRD_PARTY)
    page = context.new_page()
    says_yes(page, old_lms)
    page.goto(old_lms.url)

    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Fortsett til kurset").click()

    reloaded(course_in(page))
    assert [each["name"] for each in context.cookies()] == []


def test_without_any_cookies_a_window_is_offered_and_then_the_settings(
    lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    context = blocking(NO_COOKIES)
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(lms.url)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Fortsett til kurset").click()
    heading = frame.get_by_role("heading", name="Kurset må åpnes i et eget vindu")
    expect(heading).to_be_focused()
    assert axe_violations(page) == []

    with context.expect_page() as opened:
        frame.get_by_role("button", name="Åpne kurset i et nytt vindu").click()

    expect(frame.get_by_role("heading", name="Kurset åpnes i et eget vindu")).to_be_visible()
    window = opened.value
    heading = window.get_by_role("heading", name="Nettleseren tar ikke imot informasjonskapsler")
    expect(heading).to_be_visible()
    assert axe_violations(window) == []


def own_window(lms: Lms, context: BrowserContext) -> Page:
    """What the last rung opens, where Storage Access is refused."""
    page = context.new_page()
    page.goto(lms.url)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Fortsett til kurset").click()
    with context.expect_page() as opened:
        frame.get_by_role("button", name="Åpne kurset i et nytt vindu").click()
    return opened.value


def test_the_course_opens_in_a_window_of_its_own(
    old_lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    window = own_window(old_lms, blocking(NO_THIRD_PARTY))

    window.wait_for_url("**/p/**")
    expect(window.locator(".kp-page h1")).to_be_visible()
    window.reload()
    expect(window.locator(".kp-page h1")).to_be_visible()
    assert window.context.cookies() == []


def test_content_is_not_picked_in_a_window_of_its_own(
    old_lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    old_lms.message = "picking"

    window = own_window(old_lms, blocking(NO_THIRD_PARTY))

    expect(window.get_by_role("heading", level=1)).to_have_text(
        "Innhold kan ikke velges i et eget vindu."
    )


@pytest.mark.parametrize("stored", ["in the tab", "in the history"])
def test_the_next_person_in_the_same_tab_sees_nothing_of_the_last(
    stored: str, lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    lms.stores = True
    context = blocking(NO_COOKIES if stored == "in the history" else ALLOWED)
    page = context.new_page()
    page.goto(f"{lms.url}/?person=anne")
    frame = course_in(page)
    assert stores_in_tab(frame) == (stored == "in the tab")
    frame.evaluate("location.hash = '#/end'")
    frame.wait_for_selector(".kp-page h1")
    anne = frame.url

    page.goto(f"{lms.url}/?person=bo")
    bo = course_in(page).url
    assert bo.partition("#")[0] != anne.partition("#")[0]

    for _ in range(2):
        # The second one stays inside the frame's own document.
        page.evaluate("setTimeout(() => history.back())")
        shows_nothing_of(page, anne)
    reload_frame(page)
    shows_nothing_of(page, anne)
    page.reload()
    shows_nothing_of(page, anne)


def test_the_address_of_one_person_is_nothing_in_another_tab_or_in_the_same_frame(
    lms: Lms, blocking: Callable[..., BrowserContext]
) -> None:
    lms.stores = True
    context = blocking(NO_COOKIES)
    page = context.new_page()
    page.goto(f"{lms.url}/?person=anne")
    anne = course_in(page).url

    other = context.new_page()
    other.goto(anne)
    expect(other.locator("body")).to_contain_text(AGAIN)
    page.goto(f"{lms.url}/?person=bo")
    course_in(page).goto(anne)
    expect(page.frame_locator("iframe").locator("body")).to_contain_text(AGAIN)
    reload_frame(page)
    expect(page.frame_locator("iframe").locator("body")).to_contain_text(AGAIN)


def reload_frame(page: Page) -> None:
    page.frames[1].evaluate("setTimeout(() => location.reload())")


def shows_nothing_of(page: Page, address: str) -> None:
    """Either a new launch, or the page that asks one to open the course again."""
    page.wait_for_timeout(1_500)
    if len(page.frames) < 2:
        return
    frame = page.frames[1]
    if frame.url.partition("#")[0] == address.partition("#")[0]:
        expect(page.frame_locator("iframe").locator("body")).to_contain_text(AGAIN)
        assert "kurspakkeToken" not in frame.evaluate("JSON.stringify(history.state) ?? ''")
        assert not frame.evaluate(
            "(() => { try { return Object.keys(sessionStorage).some("
            "key => key.endsWith(location.pathname)); } catch { return false; } })()"
        )
