"""The whole way in the sandbox LMS: from a click in the course to a grade in its gradebook."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Response, expect
from sqlalchemy import select

from courseware import locate
from courseware.drawing import DrawnItem
from courseware.grading import asked
from courseware.model import Calculation, Course, MultipleChoice, Numeric, SingleChoice, TrueFalse
from courseware.numbers import format_number
from courseware.shown_options import as_shown
from lti_tool.sandbox.run import Running, running
from lti_tool.storage.attempts import AttemptRow
from tests.browser.conftest import Watch, axe_violations
from tests.browser.walking import answer, choose_plan, heading, onward, read_lessons, take_test
from tests.short_course import write_short_course

pytestmark = pytest.mark.browser

MEDICATION, INTRODUCTION = "Legemiddelhåndtering", "Ny i kommunen"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data of a sandbox that has been started once: its courses are published."""
    folder = tmp_path_factory.mktemp("sandbox")
    write_short_course(folder / "content")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locate, "content", lambda: folder / "content")
        with running(folder / "data", tool_port=0, platform_port=0):
            pass
        yield folder / "data"


@pytest.fixture
def sandbox(furnished: Path, tmp_path: Path) -> Iterator[Running]:
    shutil.copytree(furnished, tmp_path / "data")
    with running(tmp_path / "data", tool_port=0, platform_port=0) as sandbox:
        yield sandbox


def enter(page: Page, sandbox: Running, role: str = "ansatt") -> None:
    page.goto(sandbox.url)
    page.get_by_role("button", name=f"Åpne kurset som {role}").click()


def open_activity(page: Page, title: str) -> Frame:
    """Open an activity in the LMS's frame and wait until the course is there."""
    page.get_by_role("link", name=f"Åpne {title}", exact=True).first.click()
    return course_frame(page)


def course_frame(page: Page) -> Frame:
    """The tool's frame once it shows what the launch was for."""
    frame = page.locator("iframe").element_handle().content_frame()
    assert frame is not None
    frame.wait_for_url("**/p/**")
    frame.wait_for_selector(".kp-page h1, .kt-picker h1, .kt-teacher h1")
    return frame


def grade_of(page: Page, sandbox: Running, title: str) -> str:
    """What the gradebook shows the learner for an activity."""
    page.goto(f"{sandbox.url}gradebook")
    return page.get_by_role("row").filter(has_text=title).locator("td").inner_text()


def expect_grade(page: Page, sandbox: Running, title: str, text: str) -> None:
    page.goto(f"{sandbox.url}gradebook")
    cell = page.get_by_role("row").filter(has_text=title).locator("td")
    for _ in range(40):
        if text in cell.inner_text():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(cell).to_contain_text(text)


class Key:
    """Knows the right answers of the attempt that is open, as only the server does."""

    def __init__(self, sandbox: Running) -> None:
        self.tool = sandbox.tool

    def course(self) -> Course:
        row = self._row()
        return self.tool.shelf.get(row.edition, row.localization).course

    def right(self, position: int) -> str:
        drawn = DrawnItem(*self._row().form[position])
        item = asked(self.course(), drawn)
        match item.question:
            case SingleChoice() | MultipleChoice():
                ids = "".join(sorted(o.id for o in item.question.options if o.correct))
                return as_shown(item.question, drawn.options, ids)
            case TrueFalse():
                return "t" if item.question.answer else "f"
            case Numeric() | Calculation():
                value = item.variant.answer if item.variant else item.question.value
                unit = item.question.unit if item.question.unit_choices else None
                return format_number(value).replace("\u00a0", "") + (f"|{unit}" if unit else "")
        raise AssertionError(item.question)

    def wrong(self, position: int) -> str:
        right = self.right(position)
        if right in ("t", "f"):
            return "f" if right == "t" else "t"
        if right[0].isdigit():
            number, _, unit = right.partition("|")
            return f"7{number}" + (f"|{unit}" if unit else "")
        return "B" if right == "A" else "A"

    def _row(self) -> AttemptRow:
        with self.tool.database.read() as session:
            row = session.scalars(select(AttemptRow).order_by(AttemptRow.started_at.desc())).first()
            assert row is not None
            session.expunge(row)
            return row


def start_test(frame: Frame, test: str = "prove") -> None:
    frame.evaluate("id => location.hash = `#/test/${id}`", test)
    frame.get_by_role("button", name=re.compile("(Start|Fortsett|Ta) prøv")).click()
    expect(frame.locator("form.kp-question, .kp-summary").first).to_be_visible()


def sit(frame: Frame, response_at: Callable[[int], str]) -> bool:
    start_test(frame)
    take_test(frame, response_at)
    return frame.locator(".kp-score").get_attribute("data-passed") is not None


def says_what_it_was_like(page: Page, frame: Frame) -> None:
    frame.evaluate("location.hash = '#/end'")
    frame.get_by_role("link", name="Si hva du syntes").click()
    send = frame.get_by_role("button", name="Send svarene")
    send.click()
    expect(frame.get_by_role("alert").filter(has_text="Velg et svar")).to_be_visible()
    assert axe_violations(page) == []

    for group in frame.locator("fieldset").all():
        group.get_by_role("radio").first.check()
    send.click()
    expect(frame.get_by_role("heading", level=1)).to_be_focused()
    assert axe_violations(page) == []

    frame.get_by_role("link", name="Tilbake", exact=True).click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Du er i mål")
    expect(frame.get_by_role("link", name="Si hva du syntes")).to_have_count(0)


def test_an_employee_takes_the_course_passes_and_finds_the_grade(
    page: Page, sandbox: Running
) -> None:
    enter(page, sandbox)
    frame = open_activity(page, MEDICATION)

    read = read_lessons(frame)
    passed = sit(frame, Key(sandbox).right)
    frame.get_by_text(re.compile(r"Resultatet er sendt til Sandkasse.* kl\.")).wait_for(
        timeout=20_000
    )

    assert len(read) >= 4
    assert passed
    says_what_it_was_like(page, frame)
    expect_grade(page, sandbox, MEDICATION, "100 / 100")


def test_a_worse_result_is_never_sent_after_a_better_one(page: Page, sandbox: Running) -> None:
    enter(page, sandbox)
    key = Key(sandbox)

    frame = open_activity(page, MEDICATION)
    first = sit(frame, key.wrong)
    expect_grade(page, sandbox, MEDICATION, "0 / 100")
    page.goto(f"{sandbox.url}course")
    frame = open_activity(page, MEDICATION)
    second = sit(frame, key.right)
    expect_grade(page, sandbox, MEDICATION, "100 / 100")
    page.goto(f"{sandbox.url}course")
    frame = open_activity(page, MEDICATION)
    third = sit(frame, key.wrong)
    page.wait_for_timeout(2_000)

    assert (first, second, third) == (False, True, False)
    assert "100 / 100" in grade_of(page, sandbox, MEDICATION)
    scores = [m for m in sandbox.store.messages() if m.kind == "score"]
    assert len(scores) == 2


def test_no_fourth_attempt_is_given(page: Page, sandbox: Running) -> None:
    enter(page, sandbox)
    frame = open_activity(page, MEDICATION)
    for _ in range(3):
        sit(frame, Key(sandbox).wrong)

    frame.evaluate("location.hash = '#/test/prove'")
    page.wait_for_timeout(300)
    button = frame.get_by_role("button", name=re.compile("(Start|Ta) prøv"))
    if button.count():
        button.click()

    expect(frame.get_by_text("Du har brukt alle forsøkene").first).to_be_visible()


def test_a_person_who_leaves_in_the_middle_goes_on_where_they_were(
    browser: Browser, watch: Watch, sandbox: Running
) -> None:
    key = Key(sandbox)
    first = browser.new_context(locale="nb-NO")
    watch.over(first)
    page = first.new_page()
    enter(page, sandbox)
    frame = open_activity(page, MEDICATION)
    onward(frame)
    lesson = onward(frame)
    start_test(frame)
    for position in range(3):
        answer(frame, key.right(position))
        frame.locator("form.kp-question").evaluate("form => form.requestSubmit()")
        expect(frame.locator("h1")).to_contain_text(str(position + 2))
    expect(frame.get_by_text("Lagret", exact=True).first).to_be_visible()
    first.close()

    second = browser.new_context(locale="nb-NO")
    watch.over(second)
    page = second.new_page()
    enter(page, sandbox)
    frame = open_activity(page, MEDICATION)
    seen = frame.locator("body").inner_text()
    frame.evaluate("location.hash = '#/test/prove'")
    expect(frame.get_by_role("button", name="Fortsett prøven")).to_be_visible()
    expect(frame.get_by_text(re.compile(r"Du har svart på 3 av \d+\."))).to_be_visible()
    start_test(frame)

    assert lesson in seen
    expect(frame.locator(".kp-map a[data-answered]")).to_have_count(3)
    expect(frame.locator("h1")).to_contain_text("4")
    second.close()


def test_back_and_reload_show_nothing_of_the_person_before(page: Page, sandbox: Running) -> None:
    enter(page, sandbox)
    page.goto(f"{sandbox.url}launch/2")
    page.wait_for_url("**/p/**")
    expect(page.locator("h1")).to_have_text(MEDICATION)
    onward(page)
    page.wait_for_timeout(800)
    of_the_first = page.url.partition("#")[0]
    enter(page, sandbox, "lærer")
    page.goto(f"{sandbox.url}launch/2")
    page.wait_for_url("**/p/**")
    expect(page.locator("h1").first).to_be_visible()
    assert page.url.partition("#")[0] != of_the_first

    page.goto(of_the_first)
    expect(page.get_by_text("Økten er over").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("Økten er over").first).to_be_visible()
    for _ in range(4):
        page.go_back()
        page.wait_for_timeout(500)
        if page.url.startswith(of_the_first):
            expect(page.get_by_text("Økten er over").first).to_be_visible()
            assert "Enheter" not in page.locator("body").inner_text()


def test_a_reload_keeps_the_page_and_the_state(page: Page, sandbox: Running) -> None:
    enter(page, sandbox)
    page.goto(f"{sandbox.url}launch/2")
    page.wait_for_url("**/p/**")
    expect(page.locator("h1")).to_have_text(MEDICATION)
    lesson = onward(page)
    page.wait_for_timeout(800)

    page.reload()

    expect(page.locator("h1")).to_have_text(lesson)


def test_what_the_browser_got_during_a_test_holds_no_key(page: Page, sandbox: Running) -> None:
    received: list[tuple[str, str]] = []

    def keep(response: Response) -> None:
        # What was pushed away by a redirect has no body.
        if "localhost" in response.url and response.status < 300 and response.status != 204:
            received.append((urlsplit(response.url).path, response.text()))

    page.on("response", keep)
    enter(page, sandbox)
    frame = open_activity(page, MEDICATION)
    passed = sit(frame, Key(sandbox).wrong)
    course = Key(sandbox).course()
    everything = "\n".join(body for _path, body in received)
    for no_break in ("\u00a0", r"\u00a0"):
        everything = everything.replace(no_break, " ")

    assert not passed
    certify = course.bank("prove")
    assert len(everything) > 10_000
    practice = repr([bank for bank in course.banks if bank is not certify])
    for question in certify.questions:
        mistakes = question.mistakes if isinstance(question, Calculation) else ()
        secrets = [question.feedback or {}, *(mistake.feedback for mistake in mistakes)]
        for text in (text for secret in secrets for text in secret.values()):
            assert text in practice or text not in everything, question.id
    # The course's bundle has the keys of its practice, and no item of a bank that certifies.
    tests = [
        body for path, body in received if '"items"' in body and not path.endswith("/bundle.json")
    ]
    assert tests
    for body in tests:
        assert not re.search(r'"(correct|answer|value|tolerance|mistakes|feedbackHtml)"', body)


def test_a_teacher_adds_two_activities_and_an_employee_opens_one(
    page: Page, context: BrowserContext, sandbox: Running
) -> None:
    enter(page, sandbox, "lærer")
    page.get_by_role("link", name="Legg til innhold").click()
    frame = course_frame(page)
    expect(frame.locator("h1")).to_have_text("Velg innhold")
    frame.get_by_role("button", name="Bytt Lokal utgave").click()
    frame.get_by_role("button", name="Tinn kommune").click()
    expect(frame.locator(".kt-choices-made")).to_contain_text("Tinn kommune")
    for box in frame.get_by_label("Hele kurset").all():
        box.check()

    frame.get_by_role("button", name=re.compile("Legg til")).click()

    expect(page.get_by_text("2 aktiviteter er lagt til.")).to_be_visible()
    enter(page, sandbox)
    page.get_by_role("link", name=re.compile(f"^Åpne {INTRODUCTION}")).last.wait_for()
    opened = page.get_by_role("link", name=f"Åpne {INTRODUCTION}", exact=True)
    assert opened.count() == 2
    opened.last.click()
    frame = course_frame(page)
    choose_plan(frame, "Skole og barnehage", "Hele kurset")
    assert "Tinn kommune" in frame.locator("body").inner_text()


def test_a_teacher_sees_the_course_and_who_has_done_what(page: Page, sandbox: Running) -> None:
    enter(page, sandbox)
    frame = open_activity(page, MEDICATION)
    sit(frame, Key(sandbox).right)
    expect_grade(page, sandbox, MEDICATION, "100 / 100")

    enter(page, sandbox, "lærer")
    frame = open_activity(page, MEDICATION)
    frame.get_by_role("link", name="Resultater").or_(
        frame.get_by_role("button", name="Resultater")
    ).first.click()

    expect(frame.locator("table").first).to_be_visible()
    assert "100" in frame.locator("table").first.inner_text()
    assert axe_violations(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_no_page_on_the_way_has_an_accessibility_fault(
    browser: Browser, watch: Watch, sandbox: Running, width: int, scheme: str
) -> None:
    context = browser.new_context(
        locale="nb-NO",
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    watch.over(context)
    page = context.new_page()
    found: list[str] = []

    def look(where: str) -> None:
        page.wait_for_timeout(250)
        found.extend(f"{where}: {fault}" for fault in axe_violations(page))
        for frame in page.frames:
            assert not frame.evaluate("document.documentElement.scrollWidth > window.innerWidth"), (
                where
            )

    page.goto(sandbox.url)
    look("front")
    enter(page, sandbox)
    look("course")
    frame = open_activity(page, MEDICATION)
    look("home")
    onward(frame)
    look("lesson")
    frame.evaluate("location.hash = '#/test/ovelse'")
    look("practice")
    start_test(frame)
    look("question")
    frame.evaluate("location.hash = '#/test/prove/check'")
    look("summary")
    frame.locator(".kp-hand .kp-primary").click()
    frame.locator(".kp-confirm .kp-primary").click()
    expect(frame.locator(".kp-score")).to_be_visible()
    look("result")
    enter(page, sandbox, "lærer")
    page.get_by_role("link", name="Legg til innhold").click()
    course_frame(page)
    look("picker")
    for path in ("gradebook", "messages"):
        page.goto(sandbox.url + path)
        look(path)
    context.close()

    assert found == []


def test_the_test_can_be_taken_by_keyboard_alone(page: Page, sandbox: Running) -> None:
    key = Key(sandbox)
    enter(page, sandbox)
    frame = open_activity(page, MEDICATION)
    frame.evaluate("location.hash = '#/test/prove'")
    expect(frame.locator("h1")).to_be_focused()
    press_until(page, frame, "button", re.compile("Start prøv"))
    page.keyboard.press("Enter")
    expect(frame.locator("form.kp-question")).to_be_visible()

    for position in range(10):
        expect(frame.locator("h1")).to_contain_text(str(position + 1))
        response = key.right(position)
        if frame.locator("[data-option]").count():
            press_until(page, frame, "input", None)
            options = frame.locator("[data-option]").evaluate_all(
                "options => options.map(option => option.dataset.option)"
            )
            for option in response:
                page.keyboard.press(str(options.index(option) + 1))
        else:
            press_until(page, frame, "input", None)
            number, _, unit = response.partition("|")
            page.keyboard.type(number)
            if unit:
                page.keyboard.press("Tab")
                label = frame.locator(f'select option[value="{unit}"]').inner_text()
                page.keyboard.type(label)
                press_until(page, frame, "button", re.compile("Neste spørsmål|Se over"))
        page.keyboard.press("Enter")

    expect(frame.locator(".kp-summary")).to_be_visible()
    press_until(page, frame, "button", re.compile("Lever prøv"))
    page.keyboard.press("Enter")
    press_until(page, frame, "button", re.compile("Ja, lever"))
    page.keyboard.press("Enter")

    expect(frame.locator(".kp-score[data-passed]")).to_be_visible()


def press_until(page: Page, frame: Frame, tag: str, name: re.Pattern[str] | None) -> None:
    """Tab until the focus is on such an element, as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        found, text = frame.evaluate(
            "[document.activeElement.localName, document.activeElement.innerText ?? '']"
        )
        if found == tag and (name is None or name.search(text)):
            return
    raise AssertionError(f"no {tag} {name} can be reached by keyboard from {heading(frame)}")
