"""One whole certificate, everybody on a page of their own: from the code of the test and back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from lti_tool.app import create_app
from lti_tool.certification.signing import said_in
from lti_tool.learning.grants import Role
from lti_tool.learning.visits import go_on
from lti_tool.settings import DEVELOPMENT_SECRET, Settings
from lti_tool.storage.certification import decisions_of_person
from lti_tool.storage.database import Database
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import current_tool
from tests.browser.conftest import Watch, axe_violations
from tests.browser.walking import take_test
from tests.lti_tool.certification.ward import Ward, publish_certifying
from tests.lti_tool.classroom import TEACHER, TENANT, right_answers
from tests.lti_tool.classroom import Browser as Launched
from tests.lti_tool.clock import FakeClock

pytestmark = pytest.mark.browser


class Home(Ward):
    """A ward whose pages a real browser opens."""

    url: str

    def visit(self, context: BrowserContext, launched: Launched) -> Page:
        visit = go_on(self.tool.database, launched.token, now=self.tool.clock())
        address = f"/p/moodle/{visit.launch}"
        page = context.new_page()
        page.add_init_script(
            f"sessionStorage.setItem('kurspakke-token {address}', '{launched.token}')"
        )
        page.goto(f"{self.url}{address}")
        return page


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    file = f"sqlite:///{tmp_path}/k.sqlite3"
    clock = FakeClock(datetime.now(UTC))
    database = Database(file)
    prepare(database, DEVELOPMENT_SECRET, clock())
    database.close()
    settings = Settings(
        url="http://localhost:8000",
        database_url=file,
        secret=DEVELOPMENT_SECRET,
        development=True,
    )
    app = create_app(settings, clock=clock)
    with app.app_context():
        tool = current_tool()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    publish_certifying(tool, tmp_path / "course", "    attempts: 1\n    session_code: true\n")
    home = Home(app, tool, clock)
    object.__setattr__(home, "url", f"http://127.0.0.1:{server.server_port}")
    yield home
    server.shutdown()
    thread.join()
    server.server_close()
    tool.database.close()


@pytest.fixture
def phone(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="nb-NO", viewport={"width": 320, "height": 640})
    watch.over(context)
    context.set_default_timeout(15_000)
    yield context
    context.close()


def open_tab(page: Page, name: str) -> None:
    page.locator(".kt-bar").get_by_role("button", name=name, exact=True).click()


def expect_clean(page: Page) -> None:
    assert axe_violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_at_the_bedside_and_at_the_desk(
    home: Home, context: BrowserContext, phone: BrowserContext
) -> None:
    anne = home.employee(name=None)
    nina, leif = home.nurse(), home.leader()

    # the one who holds the test makes a code
    guard = home.visit(context, home.open("liv", roles=TEACHER))
    open_tab(guard, "Prøverommet")
    guard.get_by_label("Navnet ditt").fill("Vigdis Vakt")
    guard.get_by_label("Tittelen din").fill("fagsykepleier")
    guard.get_by_role("button", name="Lag en kode").click()
    test_code = guard.locator(".kt-code-letters").inner_text()

    # the employee, on a phone, without a name from the platform, takes the test with it
    employee = home.visit(phone, anne)
    employee.wait_for_selector(".kp-page h1")
    employee.evaluate("location.hash = '#/test/prove'")
    employee.get_by_label("Kode fra prøvevakten").fill(test_code)
    employee.get_by_role("button", name="Start prøven").click()
    expect(employee.locator("form.kp-question")).to_be_visible()
    keys = right_answers(home.tool, anne.start()["attempt"])
    take_test(employee, keys.__getitem__)
    expect(employee.get_by_role("heading", level=1)).to_have_text("Bestått")
    open_tab(employee, "Mine bevis")
    expect(employee.get_by_role("heading", level=2).first).to_contain_text("Prøven er bestått")
    employee.get_by_label("Fullt navn").fill("Anne Márjá Eksempel")
    employee.get_by_role("button", name="Lagre navnet").press("Enter")
    expect(employee.get_by_text("Navnet er lagret.")).to_be_visible()
    employee.get_by_role("button", name="Vis kode").click()
    code = employee.locator(".kt-digits").inner_text()
    expect_clean(employee)

    # the nurse, on her own page
    nurse = home.visit(context, nina)
    open_tab(nurse, "Kvitter")
    expect_clean(nurse)
    nurse.get_by_label("Kode fra den ansattes telefon").fill(code)
    nurse.keyboard.press("Enter")
    expect(nurse.get_by_label("Den ansattes fulle navn")).to_have_value("Anne Márjá Eksempel")
    nurse.get_by_role("button", name="Godkjenn").click()
    expect(nurse.get_by_role("alert")).to_contain_text("Du har ikke bekreftet hvem det er.")
    for box in nurse.get_by_role("checkbox").all():
        box.focus()
        nurse.keyboard.press("Space")
    nurse.get_by_label("Ditt fulle navn").fill("Nina Eksempel")
    nurse.get_by_label("Din tittel").fill("sykepleier")
    expect_clean(nurse)
    nurse.get_by_role("button", name="Godkjenn").press("Enter")
    expect(nurse.get_by_text("Kvittert for Anne Márjá Eksempel.")).to_be_visible()

    # the phone tells by itself
    expect(employee.get_by_role("heading", level=2).first).to_contain_text(
        "Lederen din skal beslutte"
    )

    # the leader
    leader = home.visit(context, leif)
    open_tab(leader, "Beslutt")
    leader.get_by_label("Vis", exact=True).select_option("waiting")
    expect_clean(leader)
    leader.get_by_label("Handlinger for Anne Márjá Eksempel").press("Enter")
    leader.get_by_role("button", name="Beslutt", exact=True).last.click()
    leader.get_by_label("Dele ut tabletter").check()
    leader.get_by_label("Ditt fulle navn").fill("Leif Eksempel")
    leader.get_by_label("Din tittel").fill("virksomhetsleder")
    expect_clean(leader)
    leader.get_by_role("button", name="Ta beslutningen").click()
    expect(leader.get_by_text("er lagret.")).to_be_visible()

    # the proof
    open_tab(employee, "Mine bevis")
    expect(employee.get_by_text("Beviset ditt er gyldig til og med")).to_be_visible()
    expect_clean(employee)
    with employee.expect_download() as downloading:
        employee.get_by_role("button", name="Last ned beviset").click()
    paper = Path(downloading.value.path())
    assert paper.read_bytes().startswith(b"%PDF-")
    with home.tool.database.read() as session:
        [(_, signed)] = decisions_of_person(session, TENANT.key, "anne")
    said = said_in(signed)
    assert [
        said["invigilator"]["name"],
        said["sign_off"]["by"]["name"],
        said["sign_off"]["way"],
    ] == [
        "Vigdis Vakt",
        "Nina Eksempel",
        "bedside",
    ]
    assert said["decision"]["by"]["name"] == "Leif Eksempel"
    assert said["person"]["name"] == "Anne Márjá Eksempel"
    checker = context.new_page()
    checker.goto(f"{home.url}/bevis")
    expect_clean(checker)
    checker.get_by_label("Filen med beviset").set_input_files(paper)
    checker.get_by_role("button", name="Kontroller filen").click()
    expect(checker.get_by_role("heading", level=1)).to_have_text("Beviset er ekte og gyldig")
    expect_clean(checker)

    # and taken back
    leader.get_by_label("Vis", exact=True).select_option("all")
    leader.get_by_label("Handlinger for Anne Márjá Eksempel").click()
    leader.get_by_role("button", name="Trekk tilbake").click()
    leader.get_by_label("Begrunnelse").fill("Byttet avdeling")
    expect_clean(leader)
    leader.get_by_role("button", name="Trekk tilbake").click()
    expect(leader.get_by_text("er trukket tilbake.")).to_be_visible()
    checker.reload()
    expect(checker.get_by_role("heading", level=1)).to_have_text("Beviset er trukket tilbake")


def test_a_reload_shows_the_same_page_and_the_bar_leads_back_to_the_course(
    home: Home, context: BrowserContext
) -> None:
    home.name("anne", Role.ASSESSOR)
    page = home.visit(context, home.employee())
    open_tab(page, "Mine bevis")
    expect(page.get_by_text("Du har ikke noe bevis ennå")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Du har ikke noe bevis ennå")).to_be_visible()

    open_tab(page, "Kvitter")
    expect(page.get_by_text("Ingen venter på kvittering nå.")).to_be_visible()
    page.locator(".kt-bar button").first.click()
    expect(page.locator(".kp-page h1").first).to_be_visible()
    expect(page.get_by_text("Ingen venter på kvittering nå.")).to_be_hidden()
