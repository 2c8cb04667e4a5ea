"""
What a course says to a SCORM LMS, checked rule by rule: the order of its calls and every value.

The rules are the common ground of what SCORM 1.2 (Run-Time Environment 1.2, chapter 3), SCORM 2004
4th edition (RTE 4.1-4.2), Moodle 4.5's data model and scorm-again take; where one of them is
stricter than the others, the strictest counts. A rule cites a clause of SCORM 2004's RTE by its
number, one of SCORM 1.2's by the function or element that it describes; a rule of neither says what
it saves a learner from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

_INTERACTION = re.compile(r"cmi\.interactions\.(\d+)\.(\w+)")


@dataclass(frozen=True, slots=True)
class Call:
    """One call in the words of SCORM 2004; element and value are empty where there is none."""

    name: str
    element: str
    value: str
    answer: str


@dataclass(frozen=True, slots=True)
class Model:
    """
    One generation of SCORM.

    values: every element that a course may set, and what it may set it to. An interaction's number
    is written `n`.
    responses: the form of an answer, by the interaction's type.
    standing: how far the statuses say that a learner has come; more is further.
    """

    prefix: str
    exit: str
    state: str
    session_time: str
    raw: str
    mode: str
    credit: str
    response: str
    values: Mapping[str, str]
    responses: Mapping[str, str]
    standing: Callable[[Mapping[str, str]], int]


@dataclass(frozen=True, slots=True)
class Session:
    """
    calls: from the first to the last. left: the course was closed as people close it; else its
    power was cut.
    """

    model: Model
    calls: tuple[Call, ...]
    left: bool = True

    def told(self) -> dict[str, str]:
        """What the LMS answered when it was asked for an element."""
        return {call.element: call.answer for call in self.calls if call.name == "GetValue"}

    def sets(self) -> list[Call]:
        return [call for call in self.calls if call.name == "SetValue"]

    def answered(self) -> dict[int, dict[str, str]]:
        """The fields of each interaction, in the order that they were set."""
        found: dict[int, dict[str, str]] = {}
        for call in self.sets():
            if match := _INTERACTION.fullmatch(call.element):
                found.setdefault(int(match[1]), {})[match[2]] = call.value
        return found


_DIGITS = r"(100|\d{1,2})"
_INTERACTION_ID = r"\w{1,250}"
_TYPE = "true-false|choice|fill-in|matching|sequencing|numeric"
_NUMBER = r"-?\d+(\.\d+)?"
_LINE = r"[^\r\n{][^\r\n]{0,249}"
_TIMESPAN_12 = r"\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?"
_TIMESPAN_2004 = r"PT(\d+H)?([0-5]?\d+M)?(\d+(\.\d{1,2})?S)?"
_REACHED_12 = ("incomplete", "failed", "completed", "passed")


def _standing_12(values: Mapping[str, str]) -> int:
    status = values.get("cmi.core.lesson_status", "")
    return _REACHED_12.index(status) if status in _REACHED_12 else -1


def _standing_2004(values: Mapping[str, str]) -> int:
    success = values.get("cmi.success_status", "unknown")
    if success in ("passed", "failed"):
        return 3 if success == "passed" else 1
    return {"completed": 2, "incomplete": 0}.get(values.get("cmi.completion_status", ""), -1)


SCORM12 = Model(
    prefix="LMS",
    exit="cmi.core.exit",
    state="cmi.suspend_data",
    session_time="cmi.core.session_time",
    raw="cmi.core.score.raw",
    mode="cmi.core.lesson_mode",
    credit="cmi.core.credit",
    response="student_response",
    values={
        "cmi.core.exit": "suspend",
        "cmi.core.lesson_location": r".{1,255}",
        "cmi.core.lesson_status": "passed|completed|failed|incomplete",
        "cmi.core.score.raw": _DIGITS,
        "cmi.core.score.min": "0",
        "cmi.core.score.max": "100",
        "cmi.core.session_time": _TIMESPAN_12,
        "cmi.suspend_data": r"[ -~]{1,4096}",
        "cmi.interactions.n.id": _INTERACTION_ID,
        "cmi.interactions.n.type": _TYPE,
        "cmi.interactions.n.time": r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d",
        "cmi.interactions.n.student_response": r"[^\r\n]{0,255}",
        "cmi.interactions.n.result": "correct|wrong",
        "cmi.interactions.n.latency": _TIMESPAN_12,
    },
    responses={
        "choice": r"[a-z0-9](,[a-z0-9])*",
        "sequencing": r"[a-z0-9](,[a-z0-9])*",
        "matching": r"[a-z0-9]\.[a-z0-9](,[a-z0-9]\.[a-z0-9])*",
        "true-false": "[tf]",
        "numeric": _NUMBER,
        "fill-in": _LINE,
    },
    standing=_standing_12,
)
SCORM2004 = Model(
    prefix="",
    exit="cmi.exit",
    state="cmi.suspend_data",
    session_time="cmi.session_time",
    raw="cmi.score.raw",
    mode="cmi.mode",
    credit="cmi.credit",
    response="learner_response",
    values={
        "cmi.exit": "suspend",
        "cmi.location": r".{1,1000}",
        "cmi.completion_status": "completed|incomplete",
        "cmi.success_status": "passed|failed",
        "cmi.score.raw": _DIGITS,
        "cmi.score.min": "0",
        "cmi.score.max": "100",
        "cmi.score.scaled": r"[01]\.\d{4}",
        "cmi.session_time": _TIMESPAN_2004,
        "cmi.suspend_data": r"[ -~]{1,4096}",
        "cmi.interactions.n.id": _INTERACTION_ID,
        "cmi.interactions.n.type": _TYPE,
        "cmi.interactions.n.timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.00Z",
        "cmi.interactions.n.learner_response": _LINE,
        "cmi.interactions.n.result": "correct|incorrect",
        "cmi.interactions.n.latency": _TIMESPAN_2004,
    },
    responses={
        "choice": r"[a-z0-9](\[,\][a-z0-9])*",
        "sequencing": r"[a-z0-9](\[,\][a-z0-9])*",
        "matching": r"[a-z0-9]\[\.\][a-z0-9](\[,\][a-z0-9]\[\.\][a-z0-9])*",
        "true-false": "true|false",
        "numeric": _NUMBER,
        "fill-in": _LINE,
    },
    standing=_standing_2004,
)


def read_calls(log: Sequence[Sequence[Any]], model: Model) -> tuple[Call, ...]:
    """From `["LMSSetValue", ["cmi.core.exit", "suspend"], "true"]` and its like."""
    calls = []
    for name, given, answer in log:
        plain = name.removeprefix(model.prefix)
        element, value = [*given, "", ""][:2]
        calls.append(Call({"Finish": "Terminate"}.get(plain, plain), element, value, str(answer)))
    return tuple(calls)


def starts_once(session: Session) -> Iterator[str]:
    """1.2 `LMSInitialize`, 2004 3.1.3.1: the first call, with an empty string, and only once."""
    first = session.calls[0] if session.calls else None
    if first is None or first.name != "Initialize" or first.element or first.answer != "true":
        yield f"the first call is {first}"
    if sum(call.name == "Initialize" for call in session.calls) > 1:
        yield "it starts again"


def ends_once(session: Session) -> Iterator[str]:
    """1.2 `LMSFinish`, 2004 3.1.3.2: nothing is said after the last word, which is said once."""
    ends = [at for at, call in enumerate(session.calls) if call.name == "Terminate"]
    if not session.left:
        yield from (["it ends, although its power was cut"] if ends else [])
    elif ends != [len(session.calls) - 1]:
        yield f"of {len(session.calls)} calls these end it: {ends}"
    elif session.calls[-1].answer != "true" or session.calls[-1].element:
        yield f"the last call is {session.calls[-1]}"


def nothing_is_refused(session: Session) -> Iterator[str]:
    """1.2 `LMSSetValue`, `LMSCommit`, 2004 3.1.4.2, 3.1.4.3: "true", or the value is lost."""
    for call in session.calls:
        if call.name in ("SetValue", "Commit") and call.answer != "true":
            yield f"the LMS refused {call}"


def errors_are_asked_for(session: Session) -> Iterator[str]:
    """1.2 `LMSGetLastError`, 2004 3.1.5.1: an LMS may say "true" and keep an error."""
    for call, after in pairwise(session.calls):
        if call.name in ("SetValue", "GetValue") and after.name != "GetLastError":
            yield f"nobody asks for the error of {call.name} {call.element}"
        if call.name == "SetValue" and (after.name, after.answer) != ("GetLastError", "0"):
            yield f"after {call} comes {after}"


def exit_comes_first(session: Session) -> Iterator[str]:
    """2004 4.2.8: without `suspend` the state is thrown away, and a crash gives no last word."""
    sets = session.sets()
    if sets and (sets[0].element, sets[0].value) != (session.model.exit, "suspend"):
        yield f"the first value that is set is {sets[0]}"


def values_are_in_the_common_subset(session: Session) -> Iterator[str]:
    """1.2 data model, 2004 4.2: only what a course may set, in the form and the length it has."""
    for call in session.sets():
        general = re.sub(r"\.\d+\.", ".n.", call.element)
        pattern = session.model.values.get(general)
        if pattern is None:
            yield f"{call.element} is not for a course to set"
        elif not re.fullmatch(pattern, call.value, re.ASCII):
            yield f"{call.element} is set to {call.value!r}"


def nothing_reached_is_taken_back(session: Session) -> Iterator[str]:
    """1.2 `lesson_status`, 2004 4.2.4, 4.2.20, 4.2.22, also as told when the course opened."""
    known = session.told()
    standing, raw = session.model.standing(known), float(known.get(session.model.raw) or -1)
    for _, values in commits(session):
        known |= values
        now = session.model.standing(known)
        if now < standing:
            yield f"the standing falls with {values}"
        standing = now
        if session.model.raw in values:
            if float(values[session.model.raw]) < raw:
                yield f"the score falls from {raw} to {values[session.model.raw]}"
            raw = float(values[session.model.raw])


def a_score_is_whole(session: Session) -> Iterator[str]:
    """1.2 `score`, 2004 4.2.20: raw from 0 to 100 with its bounds; in 2004 scaled, and the same."""
    scaled = session.model.raw.replace("raw", "scaled")
    known: dict[str, str] = {}
    for at, values in commits(session):
        known |= values
        if session.model.raw not in values:
            continue
        bounds = [known.get(session.model.raw.replace("raw", each)) for each in ("min", "max")]
        if bounds != ["0", "100"]:
            yield f"commit {at} has a raw score within {bounds}"
        expected = f"{int(values[session.model.raw]) / 100:.4f}"
        if scaled in session.model.values and values.get(scaled) != expected:
            yield f"commit {at} says {values[session.model.raw]} raw, {values.get(scaled)} scaled"


def a_score_comes_when_a_test_ends(session: Session) -> Iterator[str]:
    """An LMS may pass who was right at first: the score comes with the answers that gave it."""
    for at, values in commits(session):
        if session.model.raw in values and not any(map(_INTERACTION.fullmatch, values)):
            yield f"commit {at} has a score and no answers"


def time_goes_on(session: Session) -> Iterator[str]:
    """1.2 `session_time`, 2004 4.2.21: it replaces what was told before, and is in each commit."""
    so_far = -1.0
    for at, values in commits(session):
        if session.model.session_time not in values:
            yield f"commit {at} tells no time"
            continue
        now = _seconds(values[session.model.session_time])
        if now < so_far:
            yield f"the time goes back from {so_far} to {now}"
        so_far = now


def interactions_are_whole_and_in_order(session: Session) -> Iterator[str]:
    """1.2 `interactions`, 2004 4.2.9: numbers without a gap; id, then type, then the rest."""
    answered = session.answered()
    numbers = list(answered)
    before = int(session.told().get("cmi.interactions._count") or 0)
    expected = list(range(before, before + len(numbers)))
    if numbers != expected:
        yield f"the interactions are numbered {numbers}, not {expected}"
    for number, fields in answered.items():
        if list(fields)[:2] != ["id", "type"] or "result" not in fields:
            yield f"interaction {number} has {list(fields)}"
        elif response := fields.get(session.model.response, ""):
            pattern = session.model.responses[fields["type"]]
            if not re.fullmatch(pattern, response):
                yield f"interaction {number}, {fields['type']}, is answered with {response!r}"


def all_is_committed_before_the_end(session: Session) -> Iterator[str]:
    """At the end a browser sends 64 KiB at most and says nothing when it did not."""
    late: list[Call] = []
    for call in session.calls:
        if call.name == "Commit":
            late = []
        elif call.name == "SetValue":
            late.append(call)
    waiting = [call.element for call in late if call.element != session.model.session_time]
    if session.left and waiting:
        yield f"set after the last commit: {waiting}"


def only_what_is_new_is_said(session: Session) -> Iterator[str]:
    """Chatty courses freeze slow LMSs."""
    by_element = sorted(session.sets(), key=lambda call: call.element)
    for element, calls in groupby(by_element, key=lambda call: call.element):
        for one, next_one in pairwise(calls):
            if one.value == next_one.value and element != session.model.session_time:
                yield f"{element} is set to {one.value!r} twice"


def review_writes_nothing(session: Session) -> Iterator[str]:
    """1.2 `lesson_mode`, `credit`, 2004 4.2.6, 4.2.16: Moodle saves all the same."""
    wrote = [call for call in session.calls if call.name in ("SetValue", "Commit")]
    told, model = session.told(), session.model
    read_only = (
        told.get(model.mode) in ("browse", "review") or told.get(model.credit) == "no-credit"
    )
    if read_only and wrote:
        yield f"in review it says {wrote[0]}"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (
    starts_once,
    ends_once,
    nothing_is_refused,
    errors_are_asked_for,
    exit_comes_first,
    values_are_in_the_common_subset,
    nothing_reached_is_taken_back,
    a_score_is_whole,
    a_score_comes_when_a_test_ends,
    time_goes_on,
    interactions_are_whole_and_in_order,
    all_is_committed_before_the_end,
    only_what_is_new_is_said,
    review_writes_nothing,
)


def broken(session: Session) -> list[str]:
    """`rule: what is wrong`, a line for each breach."""
    return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(session)]


def commits(session: Session) -> Iterator[tuple[int, dict[str, str]]]:
    """What each commit hands over, numbered; of an element that is set twice the last value."""
    at, values = 0, dict[str, str]()
    for call in session.calls:
        if call.name == "SetValue":
            values[call.element] = call.value
        elif call.name == "Commit" or (call.name == "Terminate" and values):
            at += 1
            yield at, values
            values = {}


def _seconds(timespan: str) -> float:
    if timespan.startswith("PT"):
        parts = re.findall(r"([\d.]+)([HMS])", timespan)
        return sum(float(number) * {"H": 3600, "M": 60, "S": 1}[unit] for number, unit in parts)
    hours, minutes, seconds = timespan.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
