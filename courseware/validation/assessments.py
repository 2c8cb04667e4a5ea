"""Blueprints that can be drawn, from banks that they may draw from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from courseware.course_source import CourseSource
from courseware.document import Node
from courseware.model import Kind, Use
from courseware.problems import Problem
from courseware.validation.facts import alternatives

_NOT_OF = {
    Kind.PRACTICE: ("rule", "time_limit", "attempts"),
    Kind.PLACEMENT: ("rule",),
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
    yield from _untitled_topics(root, source)
    yield from _certificate(root)


def _certificate(root: Node) -> Iterator[Problem]:
    """Only the test that counts can certify anybody."""
    test = root["certificate"]["test"]
    tests = [
        assessment["id"].text
        for assessment in root["assessments"].records()
        if assessment["kind"].value == Kind.PASS
    ]
    if test.text and test.text not in tests:
        yield test.problem("certificate-test", id=test.text, known=alternatives(test.text, tests))


def _open(assessment: Node, source: CourseSource) -> Iterator[Problem]:
    for bank in assessment["banks"].items():
        document = source.banks.get(bank.text)
        if document is not None and document.root["use"].value == Use.CERTIFY:
            yield bank.problem("practice-from-certify", id=bank.text)


def _draws(assessment: Node, source: CourseSource) -> Iterator[Problem]:
    banks = [source.banks.get(bank) for bank in assessment["banks"].texts]
    if not all(banks):
        return  # what cannot be read cannot be counted; that is told already
    available = Counter(
        question["topic"].text
        for bank in banks
        if bank is not None
        for question in bank.root["questions"].items()
    )
    seen = set()
    for draw in assessment["draws"].records():
        topic, wanted = draw["topic"].text, draw["count"].integer
        if topic in seen:
            yield draw["topic"].problem("draw-twice", topic=topic)
        elif topic and not available[topic]:
            known = alternatives(topic, available)
            yield draw["topic"].problem("topic-unknown", topic=topic, known=known)
        elif topic and wanted > available[topic]:
            yield draw["count"].problem(
                "draw-too-few", topic=topic, count=wanted, available=available[topic]
            )
        seen.add(topic)


def _rule(assessment: Node) -> Iterator[Problem]:
    topics = [draw["topic"].text for draw in assessment["draws"].records()]
    for topic in assessment["rule"]["all_right"].items():
        if topic.text and topic.text not in topics:
            known = alternatives(topic.text, topics)
            yield topic.problem("all-right-not-drawn", topic=topic.text, known=known)


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
