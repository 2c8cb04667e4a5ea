"""Blueprints that can be drawn, from banks that they may draw from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from courseware import assembly, question_assembly
from courseware.course_source import CourseSource
from courseware.document import Node
from courseware.drawing import eligible, shortages
from courseware.model import Draw, Kind, Question, Use
from courseware.problems import Problem
from courseware.validation import overrides
from courseware.validation.facts import alternatives
from courseware.validation.ids import twice
from courseware.validation.plans import audience, ids_of

_TERMS = ("wait", "unlocks", "extra_time", "requires", "open", "session_code", "bounds")
_NOT_OF = {
    Kind.PRACTICE: ("rule", "time_limit", "attempts", *_TERMS),
    Kind.PLACEMENT: ("rule", *_TERMS),
    Kind.PASS: (),
}


def problems(source: CourseSource) -> Iterator[Problem]:
    root = source.root
    for assessment in root["assessments"].records():
        kind = assessment["kind"].text
        if kind in (Kind.PRACTICE, Kind.PLACEMENT):
            yield from _open(assessment, source)
        for field in _NOT_OF[Kind(kind)] if kind in list(Kind) else ():
            if assessment[field].given:
                yield assessment[field].problem("only-pass", field=field)
        yield from _draws(assessment, source)
        yield from _rule(assessment)
        yield from _terms(assessment)
        yield from overrides.bound_problems(assessment, assembly.assessment(assessment))
    yield from _untitled_topics(root, source)
    yield from _certificate(root)


def _certificate(root: Node) -> Iterator[Problem]:
    """Only the tests that count can certify anybody."""
    rules, groups = root["certificate"], ids_of(root["groups"])
    test, renewal = rules["test"], rules["renewal_test"]
    tests = [
        assessment["id"].text
        for assessment in root["assessments"].records()
        if assessment["kind"].value == Kind.PASS
    ]
    for each in (test, renewal):
        if each.text and each.text not in tests:
            known = alternatives(each.text, tests)
            yield each.problem("certificate-test", id=each.text, known=known)
    if renewal.text and renewal.text == test.text:
        yield renewal.problem("renewal-test-same", id=test.text)
    yield from overrides.certificate_bound_problems(rules, assembly.certificate(rules))
    for scope in rules["scopes"].records():
        yield from audience(scope, groups, [])


def _open(assessment: Node, source: CourseSource) -> Iterator[Problem]:
    for bank in assessment["banks"].items():
        document = source.banks.get(bank.text)
        if document is not None and document.root["use"].value == Use.CERTIFY:
            yield bank.problem("practice-from-certify", id=bank.text)


def _draws(assessment: Node, source: CourseSource) -> Iterator[Problem]:
    documents = [(bank, source.banks.get(bank)) for bank in assessment["banks"].texts]
    if not all(document for _, document in documents):
        return  # what cannot be read cannot be counted; that is told already
    questions = [
        question
        for bank_id, document in documents
        if document is not None
        for question in question_assembly.bank(bank_id, document).questions
    ]
    nodes, draws = assessment["draws"].records(), assembly.draws_of(assessment)
    topics = {question.topic for question in questions}
    groups = ids_of(source.root["groups"])
    earlier: list[Draw] = []
    for node, draw in zip(nodes, draws, strict=True):
        yield from audience(node, groups, [])
        if any(map(partial(_overlaps, draw), earlier)):
            yield node["topic"].problem("draw-twice", topic=draw.topic)
        else:
            earlier.append(draw)
            if draw.topic and draw.topic not in topics:
                known = alternatives(draw.topic, topics)
                yield node["topic"].problem("topic-unknown", topic=draw.topic, known=known)
        for field in ("difficulty", "critical"):
            if node[field].given and assessment["kind"].value == Kind.PRACTICE:
                yield node[field].problem("draw-not-practice", field=field)
        if draw.critical > draw.count:
            yield node["critical"].problem(
                "draw-critical-more", critical=draw.critical, count=draw.count
            )
    yield from twice(node["id"] for node in nodes)
    if len(earlier) == len(draws):
        counts = [node["count"] for node in nodes]
        short = list(_for_each_group(assessment, nodes, counts, draws, questions, groups))
        yield from short
        if not short:
            yield from _stretched(assessment, draws, questions, groups)


def _stretched(
    assessment: Node, draws: Sequence[Draw], questions: Sequence[Question], groups: Sequence[str]
) -> Iterator[Problem]:
    """What a localization may draw at most can be drawn too, and at least what is critical."""
    bounds = assessment["bounds"]["draws"]
    spans = {name: (each, assembly.bound(each)) for name, each in bounds.entries()}
    nodes = assessment["draws"].records()
    counts, most = [node["count"] for node in nodes], list(draws)
    for at, draw in enumerate(draws):
        if draw.id in spans:
            node, span = spans[draw.id]
            counts[at], most[at] = node["to"], replace(draw, count=span.highest)
            if node["from"].given and span.lowest < draw.critical:
                yield node["from"].problem(
                    "bound-below-critical", id=draw.id, critical=draw.critical
                )
    if most != list(draws):
        yield from _for_each_group(assessment, nodes, counts, most, questions, groups)


def _overlaps(draw: Draw, other: Draw) -> bool:
    """Whether somebody would meet both lines, of one topic and difficulty."""
    same_people = not draw.groups or not other.groups or set(draw.groups) & set(other.groups)
    return bool(same_people) and (draw.topic, draw.difficulty) == (other.topic, other.difficulty)


def _for_each_group(
    assessment: Node,
    nodes: Sequence[Node],
    counts: Sequence[Node],
    draws: Sequence[Draw],
    questions: Sequence[Question],
    groups: Sequence[str],
) -> Iterator[Problem]:
    """Every group's own lines can be filled; a line that falls short for several is told once."""
    told = set()
    for group in groups if any(draw.groups for draw in draws) else [""]:
        own = [at for at, draw in enumerate(draws) if not draw.groups or group in draw.groups]
        if not own:
            yield assessment["draws"].problem("draw-none-for-group", id=group)
        its = [(nodes[at], counts[at], draws[at]) for at in own]
        for problem in _too_few(its, questions):
            if (problem.place, problem.code) not in told:
                told.add((problem.place, problem.code))
                yield problem


def _too_few(
    lines: Sequence[tuple[Node, Node, Draw]], questions: Sequence[Question]
) -> Iterator[Problem]:
    """Of each line: where it stands, where its count stands, and what it takes."""
    topics = {question.topic for question in questions}
    for short in shortages([draw for _, _, draw in lines], questions):
        node, count, draw = lines[short.index]
        there = len(eligible(questions, draw))
        said: dict[str, str | int] = {
            "topic": draw.topic,
            "count": short.needed,
            "available": short.available,
        }
        if draw.topic not in topics:
            continue
        if short.critical:
            yield node["critical"].problem("draw-too-few-critical", **said)
        elif there < draw.count and draw.difficulty is None:
            yield count.problem("draw-too-few", **{**said, "available": there})
        else:
            yield count.problem("draw-too-few-apart", **said)


def _terms(assessment: Node) -> Iterator[Problem]:
    """Times that contradict each other."""
    for hours in (*assessment["open"].records(), *assessment["bounds"]["open"].records()):
        first, last = hours["from"], hours["to"]
        if first.text and last.text and last.text <= first.text:
            yield last.problem("hours-backwards", first=first.text, last=last.text)
    attempts, wait = assessment["attempts"], assessment["wait"]
    if wait.given and attempts.value == 1:
        yield wait.problem("wait-without-attempts")
    if assessment["unlocks"].given and not attempts.given:
        yield assessment["unlocks"].problem("unlocks-without-attempts")


def _rule(assessment: Node) -> Iterator[Problem]:
    topics = [draw["topic"].text for draw in assessment["draws"].records()]
    for topic in assessment["rule"]["all_right"].items():
        if topic.text and topic.text not in topics:
            known = alternatives(topic.text, topics)
            yield topic.problem("all-right-not-drawn", topic=topic.text, known=known)
    sections = assessment["rule"]["sections"].records()
    yield from twice(section["id"] for section in sections)
    for section in sections:
        for topic in section["topics"].items():
            if topic.text and topic.text not in topics:
                known = alternatives(topic.text, topics)
                yield topic.problem("section-topic-not-drawn", topic=topic.text, known=known)


def _untitled_topics(root: Node, source: CourseSource) -> Iterator[Problem]:
    """A result page names topics; without a title it can only show the id."""
    titled = {key for key, _ in root["topics"].entries()}
    titled |= {chapter["id"].text for chapter in root["chapters"].records()}
    for bank in source.banks.values():
        for question in bank.root["questions"].records():
            topic = question["topic"]
            if topic.text and topic.text not in titled:
                titled.add(topic.text)
                yield topic.warning("topic-untitled", topic=topic.text)
