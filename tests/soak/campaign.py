"""
Rounds of people who take the pass test while everything fails: what must hold all the same.

Of each round the best result stands in the gradebook, it was taken once and not twice, nothing
that was taken is worse or older than what was taken before, and nothing is left waiting. A result
that a teacher sends again is taken, whatever its timestamp was before.
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from sqlalchemy import func, select

from lti_tool.protocol.grades import RESULT_SCOPE, SCORE_SCOPE
from lti_tool.settings import DEVELOPMENT_SECRET
from lti_tool.storage import platforms
from lti_tool.storage.database import Database
from lti_tool.storage.outbox import OutgoingScoreRow, State
from lti_tool.storage.platforms import NewRegistration
from lti_tool.storage.upgrade import prepare
from lti_tool.tool import build_tool
from tests.lti_tool.classroom import key_of, publish
from tests.lti_tool.platform_side import (
    AGS,
    CLIENT_ID,
    DEPLOYMENT,
    KID,
    LTI,
    MEMBERSHIP,
    claims,
    private_key,
    signed,
)
from tests.sample_course import write_course
from tests.soak.faulty_platform import FAULTS, Account, FaultyPlatform, faulty_platform
from tests.soak.killed_tool import KilledTool

TESTS_A_ROUND = 3
PASS_PERCENT = 80
_BATCH = 25
_PATIENCE_SECONDS = 1200
_TOKEN = re.compile(r'<script[^>]*id="runtime"[^>]*>(.*?)</script>', re.DOTALL)


class Broken(AssertionError):
    """Something that must hold did not."""


@dataclass
class Round:
    """percents: what the gradebook should be told of each test that was handed in, in order."""

    person: str
    account: Account
    percents: list[int] = field(default_factory=list)
    resent: bool = False


@dataclass
class Campaign:
    tool: KilledTool
    platform: FaultyPlatform
    database: Database
    randomness: random.Random
    rounds: list[Round] = field(default_factory=list)
    resent: int = 0

    # Time

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.tool.clock.read_text()))

    def let_time_pass(self, is_enough: Callable[[], bool]) -> None:
        """Move the tool's clock to whenever the next delivery is due, until it is enough."""
        ends_at = time.monotonic() + _PATIENCE_SECONDS
        quiet_since = time.monotonic()
        seen: object = None
        while not is_enough():
            if time.monotonic() > ends_at:
                raise Broken(f"scores are still waiting after {_PATIENCE_SECONDS} s")
            row = OutgoingScoreRow
            with self.database.read() as session:
                waiting = select(
                    func.min(row.next_try_at), func.max(row.leased_until), func.sum(row.tries)
                )
                now_seen = session.execute(waiting.where(row.state == State.WAITING)).one()
            if tuple(now_seen) != seen:
                seen, quiet_since = tuple(now_seen), time.monotonic()
            due, leased_until, _ = now_seen
            now = self.now()
            if leased_until is not None and leased_until > now:
                # Being sent; or its worker was killed, and nobody calls the platform any more.
                is_quiet = self.platform.in_flight == 0 and time.monotonic() - quiet_since > 2
                target = leased_until if is_quiet else None
            else:
                target = due if due is not None and due > now else None
            if target is not None:
                ahead = (target - datetime.now(UTC)).total_seconds() + 0.5
                write_whole(self.tool.clock, f"{ahead:.3f}")
            time.sleep(0.1)

    def waiting(self) -> int:
        row = OutgoingScoreRow
        with self.database.read() as session:
            return session.scalar(select(func.count()).where(row.state == State.WAITING)) or 0

    # People

    def take_test(self, of: Round) -> None:
        """As a browser does it: what got no answer is asked again, the launch is made anew."""
        right = self.randomness.randint(0, 3)
        person = Person(self, of.person)
        attempt = person.api("POST", "tests/prove")["attempt"]
        for position, key in enumerate(self.keys(attempt)[:right]):
            person.api("PUT", f"attempts/{attempt}/answers/{position}", {"response": key})
        result = person.api("POST", f"attempts/{attempt}/submit")
        percent, passed = result["percent"], result["passed"]
        of.percents.append(percent if passed else min(percent, PASS_PERCENT - 1))

    def keys(self, attempt_id: str) -> list[str]:
        from courseware.drawing import DrawnItem
        from lti_tool.storage.attempts import AttemptRow

        with self.database.read() as session:
            row = session.query(AttemptRow).filter_by(id=attempt_id).one()
            edition, localization, form = row.edition, row.localization, row.form
        course = self.shelf.get(edition, localization).course
        return [key_of(course, DrawnItem(*item)) for item in form]

    @property
    def shelf(self) -> Any:
        if not hasattr(self, "_tool"):
            self._tool = reading_tool(self.tool)
        return self._tool.shelf

    # The course of things

    def run(self, count: int, say: Callable[[str], None]) -> None:
        plans = [plan for plan in FAULTS for _ in range(-(-count // len(FAULTS)))]
        self.randomness.shuffle(plans)
        for first in range(0, count, _BATCH):
            batch = [
                self._new_round(number, plans[number])
                for number in range(first, min(first + _BATCH, count))
            ]
            for _ in range(TESTS_A_ROUND):
                at_once([lambda each=each: self.take_test(each) for each in batch])  # type: ignore[misc]
                if self.randomness.random() < 0.5:
                    left = self.waiting() // 2
                    self.let_time_pass(lambda left=left: self.waiting() <= left)  # type: ignore[misc]
            self.let_time_pass(lambda: self.waiting() == 0)
            self._send_again(batch)
            self.let_time_pass(lambda: self.waiting() == 0)
            for each in batch:
                check(each, self.database)
            say(f"{first + len(batch)} rounds, {self.tool.kills} kills")

    def _new_round(self, number: int, plan: str) -> Round:
        person = f"person-{number}"
        new = Round(person, self.platform.open_account(person, plan, self.randomness))
        self.rounds.append(new)
        return new

    def _send_again(self, batch: list[Round]) -> None:
        """What was refused, and of the others one in four, from the teacher's page."""
        teacher = Person(self, "teacher", "Instructor")
        for each in batch:
            is_lost = not each.account.effects or each.account.effects[-1].points != max(
                each.percents
            )
            if is_lost or self.randomness.random() < 0.25:
                teacher.api("POST", "teacher/scores", {"person": each.person})
                each.resent = True
                self.resent += 1


class Person:
    """A browser without a page."""

    def __init__(self, campaign: Campaign, id_: str, role: str = "Learner") -> None:
        self.campaign = campaign
        self.id = id_
        self.role = role
        self.token = patiently(self._launch)

    def api(self, method: str, path: str, body: object = None) -> Any:
        def ask() -> Any:
            response = requests.request(
                method,
                f"{self.campaign.tool.url}/api/{path}",
                json={} if body is None else body,
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=30,
            )
            if response.status_code == 401:  # time has passed
                self.token = patiently(self._launch)
                raise requests.ConnectionError("once more")
            if response.status_code >= 500:
                raise Broken(f"{path}: {response.status_code} {response.text}")
            if response.status_code == 409 and path.endswith("submit"):
                return requests.get(
                    f"{self.campaign.tool.url}/api/{path.removesuffix('submit')}result",
                    headers={"Authorization": f"Bearer {self.token}"},
                    timeout=30,
                ).json()
            if not response.ok:
                raise Broken(f"{path}: {response.status_code} {response.text}")
            return response.json() if response.content else None

        return patiently(ask)

    def _launch(self) -> str:
        url, platform = self.campaign.tool.url, self.campaign.platform
        login = {
            "iss": platform.url,
            "login_hint": self.id,
            "client_id": CLIENT_ID,
            "target_link_uri": f"{url}/lti/launch",
        }
        started = requests.post(f"{url}/lti/login", data=login, allow_redirects=False, timeout=30)
        cookie = started.headers["Set-Cookie"].partition(";")[0]
        check_url = f"{url}{started.headers['Location']}"
        checked = requests.get(
            check_url, headers={"Cookie": cookie}, allow_redirects=False, timeout=30
        )
        asked = parse_qs(urlsplit(checked.headers["Location"]).query)
        page = requests.post(
            f"{url}/lti/launch",
            data={"state": asked["state"][0], "id_token": self._message(asked["nonce"][0])},
            headers={"Cookie": cookie},
            timeout=30,
        )
        if page.status_code == 500:
            raise Broken(f"a launch failed:\n{self.campaign.tool.last_words()}")
        found = _TOKEN.search(page.text)
        if found is None:
            raise requests.ConnectionError(f"no page: {page.status_code}")
        token: str = json.loads(unescape(found[1]))["token"]
        return token

    def _message(self, nonce: str) -> str:
        platform = self.campaign.platform
        endpoint = {"scope": [SCORE_SCOPE, RESULT_SCOPE], "lineitem": platform.line_item}
        message = claims(
            nonce,
            at=self.campaign.now().timestamp(),
            iss=platform.url,
            sub=self.id,
            name=f"Person {self.id}",
            **{
                LTI + "roles": [MEMBERSHIP + self.role],
                LTI + "custom": {"kurspakke_course": "eksempel"},
                LTI + "launch_presentation": {"locale": "nb"},
                AGS: endpoint,
            },
        )
        return signed(message)


def check(of: Round, database: Database) -> None:
    """Raises Broken, saying what does not hold."""
    best, effects = max(of.percents), of.account.effects
    told = (
        f"{of.person} ({of.account.plan}): {of.percents}, taken {[each.points for each in effects]}"
    )
    if not effects or effects[-1].points != best:
        raise Broken(f"lost: {told}")
    points = [each.points for each in effects]
    if points != sorted(points):
        raise Broken(f"downgraded: {told}")
    if points.count(best) != (2 if of.resent and not is_only_resent(of) else 1):
        raise Broken(f"taken more than once: {told}, resent {of.resent}")
    times = [each.timestamp for each in effects]
    if times != sorted(set(times)):
        raise Broken(f"out of order: {told}")
    row = OutgoingScoreRow
    with database.read() as session:
        left = select(func.count()).where(row.user_id == of.person, row.state == State.WAITING)
        if session.scalar(left):
            raise Broken(f"left waiting: {told}")


def is_only_resent(of: Round) -> bool:
    """Whether the best result arrived for the first time when it was sent again."""
    return (
        of.account.plan.startswith("gone")
        and len([each for each in of.account.effects if each.points == max(of.percents)]) == 1
    )


def patiently(ask: Callable[[], Any]) -> Any:
    """The tool may be dead at the moment."""
    ends_at = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return ask()
        except (requests.RequestException, KeyError) as error:
            if time.monotonic() > ends_at:
                raise Broken(f"no answer for {_PATIENCE_SECONDS} s: {error}") from error
            time.sleep(0.2)


def at_once(acts: list[Callable[[], None]]) -> None:
    failures: list[BaseException] = []

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def write_whole(file: Path, text: str) -> None:
    """The tool reads it at every look at the clock."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


def reading_tool(killed: KilledTool) -> Any:
    from lti_tool.settings import Settings

    settings = Settings(
        url=killed.url,
        database_url=killed.database_url,
        secret=DEVELOPMENT_SECRET,
        development=True,
        loopback_platforms=True,
    )
    return build_tool(settings)


@contextmanager
def campaign(
    database_url: str, folder: Path, seed: int, kill_every: tuple[float, float]
) -> Iterator[Campaign]:
    """A tool with the sample course, registered at a platform; killed from now on."""
    randomness = random.Random(seed)
    database = Database(database_url)
    tool = KilledTool(database_url, folder, random.Random(seed + 1))
    write_whole(tool.clock, "0")
    private_key(KID)  # made once, before many people need it at the same moment
    prepare(database, DEVELOPMENT_SECRET, datetime.now(UTC))
    publish(database, write_course(folder / "courses"))
    with faulty_platform() as platform:
        new = NewRegistration(
            issuer=platform.url,
            client_id=CLIENT_ID,
            auth_url=f"{platform.url}/auth",
            token_url=f"{platform.url}/token",
            jwks_url=f"{platform.url}/jwks",
            deployments=(DEPLOYMENT,),
            name="Moodle",
            embed_origins=(platform.url,),
            family="moodle",
        )
        with database.begin() as session:
            platforms.add(session, new, datetime.now(UTC))
        tool.start(kill_every)
        try:
            yield Campaign(tool, platform, database, randomness)
        finally:
            tool.stop()
            database.close()


def summary(done: Campaign, database: str, seconds: float) -> str:
    met = Counter(each.account.plan for each in done.rounds)
    states: Counter[str] = Counter()
    row = OutgoingScoreRow
    with done.database.read() as session:
        for state, reason, count in session.execute(
            select(row.state, row.reason, func.count()).group_by(row.state, row.reason)
        ):
            states[f"{state}{f' ({reason})' if reason else ''}"] += count
    effects = sum(len(each.account.effects) for each in done.rounds)
    conflicts = sum(each.account.conflicts for each in done.rounds)
    lines = [
        f"{len(done.rounds)} rounds on {database} in {seconds / 60:.1f} minutes",
        f"tests handed in: {sum(len(each.percents) for each in done.rounds)}",
        f"tool killed {done.tool.kills} times with SIGKILL",
        "faults: " + ", ".join(f"{plan}: {count}" for plan, count in sorted(met.items())),
        f"calls that met a fault: {sum(done.platform.met.values()) - done.platform.met['fine']}",
        f"scores taken by the gradebook: {effects}; refused as not later (409): {conflicts}",
        f"sent again from the teacher's page: {done.resent}, all taken",
        "outbox: " + ", ".join(f"{state}: {count}" for state, count in sorted(states.items())),
        "best result of each round: arrived once, in order; none lost, none downgraded",
    ]
    return "\n".join(lines)
