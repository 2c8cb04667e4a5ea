"""
From an author's documents to the model.

It reads past what the schema has already complained of (a missing text is empty, a question of no
known type is left out), so that checks on the whole course can go on. Only a course without
problems may leave `courseware.loading`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from courseware import units
from courseware.course_source import CourseSource
from courseware.document import Document, Node
from courseware.model import (
    AnswerForm,
    Approval,
    Assessment,
    Asset,
    Bound,
    Calculation,
    Case,
    CertificateRules,
    Chapter,
    Choice,
    Course,
    Draw,
    Kind,
    Label,
    Law,
    LearningPath,
    Lesson,
    Matching,
    Mistake,
    MultipleChoice,
    Numeric,
    Observation,
    OpenHours,
    Opinion,
    OpinionOption,
    Option,
    Ordering,
    PassRule,
    Place,
    Question,
    QuestionBank,
    SingleChoice,
    StaffGroup,
    TaskScope,
    Threshold,
    Tolerance,
    TrueFalse,
    Use,
    Variable,
)

MAX_PARAMETER_VALUES = 200
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST = 10_000
"""Minutes, far beyond what the schema allows; a timedelta cannot hold every number."""


def course(source: CourseSource) -> Course:
    """The whole course; of files that cannot be read nothing is in it."""
    root = source.root
    register = source.register.root["numbers"].entries() if source.register else ()
    return Course(
        id=root["id"].text,
        version=root["version"].text,
        languages=root["languages"].texts,
        language=root["language"].text,
        title=root["title"].local,
        description=root["description"].local,
        audience=root["audience"].local,
        duration=_minutes(root["minutes"]),
        licence=root["licence"].text,
        rights_holder=root["rights_holder"].text,
        approval=_approval(root["approval"]),
        review=day(root["review"]),
        keywords=root["keywords"].texts,
        variables=tuple(_variable(node) for node in root["variables"].records()),
        laws=tuple(_law(node) for node in root["laws"].records()),
        chapters=tuple(_chapter(node, source) for node in root["chapters"].records()),
        banks=tuple(bank(bank_id, document) for bank_id, document in source.banks.items()),
        assessments=tuple(_assessment(node) for node in root["assessments"].records()),
        assets=tuple(_asset(node) for node in root["assets"].records()),
        numbers={key: entry.integer for key, entry in register},
        topics={key: entry.local for key, entry in root["topics"].entries()},
        groups=tuple(
            StaffGroup(node["id"].text, node["title"].local) for node in root["groups"].records()
        ),
        paths=tuple(
            LearningPath(node["id"].text, node["title"].local, node["description"].local)
            for node in root["paths"].records()
        ),
        certificate=_certificate(root["certificate"]),
        evaluation=tuple(_opinion(node) for node in root["evaluation"].records()),
    )


def day(node: Node) -> date:
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        return date.max


def _minutes(node: Node) -> timedelta:
    return timedelta(minutes=max(0, min(node.integer, _LONGEST)))


def _approval(node: Node) -> Approval | None:
    if not isinstance(node.value, dict):
        return None
    return Approval(node["name"].text, node["role"].text, day(node["date"]))


def _variable(node: Node) -> Variable:
    return Variable(
        id=node["id"].text,
        type=node["type"].text,
        description=node["description"].local,
        example=node["example"].text,
        required=_unless_false(node["required"]),
    )


def _law(node: Node) -> Law:
    return Law(
        id=node["id"].text,
        citation=node["citation"].local,
        url=node["url"].text,
        checked=day(node["checked"]),
        doubtful=node["doubtful"].flag,
    )


def _asset(node: Node) -> Asset:
    return Asset(
        path=node["path"].text,
        alt=node["alt"].local,
        licence=node["licence"].text,
        rights_holder=node["rights_holder"].text,
    )


def _chapter(node: Node, source: CourseSource) -> Chapter:
    lessons = tuple(_lesson(lesson, node, source) for lesson in node["lessons"].records())
    return Chapter(node["id"].text, node["title"].local, lessons)


def _lesson(node: Node, chapter: Node, source: CourseSource) -> Lesson:
    lesson_id = node["id"].text
    body = {
        language: lesson.text
        for (of_lesson, language), lesson in source.lessons.items()
        if of_lesson == lesson_id
    }
    groups, paths = (
        (node[which] if node[which].given else chapter[which]).texts
        for which in ("groups", "paths")
    )
    return Lesson(
        lesson_id, node["title"].local, node["minutes"].integer, body, groups=groups, paths=paths
    )


def _assessment(node: Node) -> Assessment:
    rule, limit, attempts = node["rule"], node["time_limit"], node["attempts"]
    return Assessment(
        id=node["id"].text,
        kind=Kind(node["kind"].text) if node["kind"].text in list(Kind) else Kind.PRACTICE,
        title=node["title"].local,
        intro=node["intro"].local,
        banks=node["banks"].texts,
        draws=draws_of(node),
        rule=_rule(rule) if rule.given else None,
        time_limit=_minutes(limit) if limit.given else None,
        attempts=attempts.integer if attempts.given else None,
        thresholds=tuple(
            Threshold(each["path"].text, each["percent"].integer)
            for each in node["thresholds"].records()
        ),
        **_terms(node),
    )


def draws_of(node: Node) -> tuple[Draw, ...]:
    """What the blueprint of an assessment takes."""
    return tuple(
        Draw(
            draw["topic"].text,
            draw["count"].integer,
            draw["difficulty"].integer or None,
            draw["critical"].integer,
            draw["groups"].texts,
        )
        for draw in node["draws"].records()
    )


def _terms(node: Node) -> dict[str, Any]:
    """When the test may be taken, and how far a localization may change it."""
    return {
        "wait": hours(node["wait"]),
        "requires_completed": node["requires"].text == "completed",
        "open": tuple(
            OpenHours(
                tuple(WEEKDAYS.index(day) for day in each["days"].texts if day in WEEKDAYS),
                each["from"].text,
                each["to"].text,
            )
            for each in node["open"].records()
        ),
        "session_code": node["session_code"].flag,
        "bounds": {
            name: Bound(each["from"].integer, each["to"].integer)
            for name, each in node["bounds"].entries()
        },
    }


def hours(node: Node) -> timedelta | None:
    """None where there are none."""
    return timedelta(hours=min(node.integer, _LONGEST)) if node.integer > 0 else None


def _rule(node: Node) -> PassRule:
    return PassRule(
        percent=node["percent"].integer,
        all_right=node["all_right"].texts,
        critical_right=_unless_false(node["critical_right"]),
    )


def _certificate(node: Node) -> CertificateRules | None:
    if not isinstance(node.value, dict):
        return None
    months, days, signing = node["months"], node["renewal_days"], node["sign_off"]
    observations = signing["observations"].records()
    return CertificateRules(
        test=node["test"].text,
        scopes=tuple(
            TaskScope(each["id"].text, each["title"].local, each["groups"].texts)
            for each in node["scopes"].records()
        ),
        observations=tuple(
            Observation(each["id"].text, each["text"].local) for each in observations
        ),
        sign_off_intro=_optional(signing["intro"]),
        months=months.integer if months.given else 36,
        renewal_days=days.integer if days.given else 90,
        renewal_test=node["renewal_test"].text or None,
    )


def _opinion(node: Node) -> Opinion:
    return Opinion(
        id=node["id"].text,
        text=node["text"].local,
        options=tuple(
            OpinionOption(each["id"].text, each["text"].local) for each in node["options"].records()
        ),
    )


def bank(bank_id: str, document: Document) -> QuestionBank:
    root = document.root
    questions = (question(node) for node in root["questions"].records())
    return QuestionBank(
        id=bank_id,
        use=Use.CERTIFY if root["use"].value == Use.CERTIFY else Use.PRACTICE,
        title=root["title"].local,
        example=root["example"].flag,
        questions=tuple(made for made in questions if made is not None),
    )


def question(node: Node, numbered: Node | None = None) -> Question | None:
    """
    The question of a bank; None when its type is none of ours.

    numbered: the case that it is part of, which has the numbers of a calculation.
    """
    shared: dict[str, Any] = {
        "id": node["id"].text,
        "topic": node["topic"].text,
        "text": node["text"].local,
        "goal": _optional(node["goal"]),
        "difficulty": node["difficulty"].integer or 1,
        "critical": node["critical"].flag,
        "family": node["family"].text or None,
        "points": node["points"].integer or 1,
        "feedback": _optional(node["feedback"]),
        "law": node["law"].text or None,
        "picture": node["picture"].text or None,
    }
    options = tuple(_option(option) for option in node["options"].records())
    shuffle = _unless_false(node["shuffle"])
    match node["type"].value:
        case "single":
            return SingleChoice(**shared, options=options, shuffle=shuffle)
        case "multiple":
            partial = node["partial"].flag
            return MultipleChoice(**shared, options=options, shuffle=shuffle, partial=partial)
        case "ordering":
            return Ordering(**shared, items=_choices(node["items"]), partial=node["partial"].flag)
        case "matching":
            return Matching(**shared, **_matching(node, node["items"]))
        case "label":
            return Label(**shared, **_matching(node, node["spots"]))
        case "true-false":
            return TrueFalse(**shared, answer=node["answer"].flag)
        case "numeric":
            return _numeric(node, shared)
        case "calculation":
            return _calculation(node, numbered or node, shared)
        case "case":
            return _case(node, shared)
    return None


def _option(node: Node) -> Option:
    feedback = _optional(node["feedback"])
    return Option(node["id"].text, node["text"].local, node["correct"].flag, feedback)


def _choices(node: Node) -> tuple[Choice, ...]:
    return tuple(Choice(each["id"].text, each["text"].local) for each in node.records())


def _matching(node: Node, items: Node) -> dict[str, Any]:
    return {
        "items": tuple(_place(item) for item in items.records()),
        "choices": _choices(node["choices"]),
        "shuffle": _unless_false(node["shuffle"]),
        "partial": node["partial"].flag,
    }


def _place(node: Node) -> Place:
    x, y = node["x"], node["y"]
    return Place(
        id=node["id"].text,
        text=node["text"].local,
        choice=node["choice"].text,
        feedback=_optional(node["feedback"]),
        x=x.number if x.given else None,
        y=y.number if y.given else None,
    )


def _numeric(node: Node, shared: Mapping[str, Any]) -> Numeric:
    tolerance = node["tolerance"]
    return Numeric(
        **shared,
        value=node["value"].number,
        unit=_unit(node["unit"].text),
        unit_choices=_units(node["unit_choices"]),
        tolerance=Tolerance(tolerance["absolute"].number, tolerance["relative"].number),
    )


def _case(node: Node, shared: Mapping[str, Any]) -> Case:
    parts = tuple(_part(part, node, shared) for part in node["parts"].records())
    known = tuple(part for part in parts if part is not None)
    points = sum(part.points for part in known)
    return Case(**{**shared, "points": points}, parts=known)


def _part(node: Node, case: Node, shared: Mapping[str, Any]) -> Question | None:
    made = question(node, numbered=case)
    if made is None or isinstance(made, Case):
        return None
    names = ("topic", "goal", "difficulty", "critical", "family", "law")
    of_case = {name: shared[name] for name in names}
    if isinstance(made, Calculation):
        of_case["case_text"] = shared["text"]
    return replace(made, **of_case)


def _calculation(node: Node, numbered: Node, shared: Mapping[str, Any]) -> Calculation:
    """numbered: where its parameters stand."""
    answer = node["answer"]
    mistakes = node["mistakes"].records()
    return Calculation(
        **shared,
        parameters={name: numbers(entry) for name, entry in numbered["parameters"].entries()},
        derived={name: entry.text for name, entry in numbered["derived"].entries()},
        conditions=numbered["conditions"].texts,
        clocks=numbered["clocks"].texts,
        formula=answer["formula"].text,
        unit=_unit(answer["unit"].text),
        unit_choices=_units(answer["unit_choices"]),
        decimals=answer["decimals"].integer,
        rounded=answer["rounded"].flag,
        minimum=answer["minimum"].number,
        maximum=answer["maximum"].number,
        mistakes=tuple(Mistake(each["formula"].text, each["feedback"].local) for each in mistakes),
        form=_form(answer["as"]),
        choose=answer["choose"].flag,
    )


def _form(node: Node) -> AnswerForm:
    known = {str(form): form for form in AnswerForm}
    return known.get(node.text, AnswerForm.NUMBER)


def _unit(spelling: str) -> str | None:
    """The unit's id; an unknown spelling stays, for the validator to name."""
    known = units.named(spelling)
    return known.id if known else spelling or None


def _units(node: Node) -> tuple[str, ...]:
    return tuple(_unit(spelling) or "" for spelling in node.texts)


def numbers(node: Node) -> tuple[Decimal, ...]:
    """A parameter's numbers: as listed, or `from`, `from + step`, … up to and with `to`."""
    if not isinstance(node.value, dict):
        return tuple(item.number for item in node.items())
    first, last, step = node["from"].number, node["to"].number, node["step"].number
    if step <= 0 or last < first:
        return ()
    count = min(int((last - first) / step), MAX_PARAMETER_VALUES) + 1
    return tuple(first + index * step for index in range(count))


def _optional(node: Node) -> Mapping[str, str] | None:
    return node.local if node.given else None


def _unless_false(node: Node) -> bool:
    return node.value is not False
