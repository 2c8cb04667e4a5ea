"""The bounds that a course sets for its localizations, and what these write within them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from courseware import assembly
from courseware.document import Node
from courseware.model import Assessment, Bound, CertificateRules, Course
from courseware.overriding import SECTIONS, choice_of, is_within, number_of
from courseware.problems import Problem
from courseware.validation.facts import alternatives

_REQUIRES = {True: "completed", False: "nothing"}


def bound_problems(node: Node, test: Assessment) -> Iterator[Problem]:
    """Bounds of a test that contradict themselves, or the test. node: the test's."""
    bounds = node["bounds"]
    for name, each in assembly.numbers_in(bounds):
        kind, dot, part = name.partition(".")
        known = _parts(test, kind)
        if dot and part not in known:
            code = "bound-of-no-section" if kind == SECTIONS else "bound-of-no-draw"
            yield each.problem(code, id=part, known=alternatives(part, known))
            continue
        yield from _span(each, name, number_of(test, name))
    topics = {draw.topic for draw in test.draws}
    for name, each in assembly.choices_in(bounds):
        _, dot, topic = name.partition(".")
        if dot and topic not in topics:
            near = alternatives(topic, topics)
            yield each.problem("all-right-not-drawn", topic=topic, known=near)
            continue
        own = choice_of(test, name)
        if test.choices[name] and own not in test.choices[name]:
            yield each.problem("choice-excludes-own", field=name, value=_said(name, own))
    if bounds["open"].given and not is_within(test.open, test.open_within):
        yield bounds["open"].problem("hours-exclude-own")


def _parts(test: Assessment, kind: str) -> set[str]:
    """The ids of what has bounds of its own: sections, or lines that are drawn."""
    if kind == SECTIONS:
        return {section.id for section in test.rule.sections} if test.rule else set()
    return {draw.id for draw in test.draws if draw.id}


def certificate_bound_problems(node: Node, rules: CertificateRules | None) -> Iterator[Problem]:
    own = {"months": rules.months, "renewal_days": rules.renewal_days} if rules else {}
    for name, each in node["bounds"].entries():
        yield from _span(each, name, own.get(name))


def problems(local: Node, course: Course) -> Iterator[Problem]:
    """What a layer writes about the course's tests and its certificate."""
    tests = {test.id: test for test in course.assessments}
    for test_id, settings in local["assessments"].entries():
        if test_id in tests:
            yield from _of_test(settings, tests[test_id])
        else:
            known = alternatives(test_id, tests)
            yield settings.problem("override-test-unknown", id=test_id, known=known)
    rules = course.certificate
    for name, node in local["certificate"].entries():
        yield from _number(
            node,
            name,
            rules.bounds if rules else {},
            "certificate-unbounded",
            "certificate-outside",
        )


def _of_test(settings: Node, test: Assessment) -> Iterator[Problem]:
    for name, node in assembly.numbers_in(settings):
        yield from _number(
            node, name, test.bounds, "override-unbounded", "override-outside", id=test.id
        )
    for name, node in assembly.choices_in(settings):
        allowed = test.choices.get(name, ())
        if not allowed:
            yield node.problem("override-unbounded", field=name, id=test.id)
        elif node.value in (True, False, *_REQUIRES.values()) and (
            assembly.chosen(node) not in allowed
        ):
            listed = ", ".join(_said(name, each) for each in allowed)
            value = _said(name, assembly.chosen(node))
            yield node.problem(
                "override-not-allowed", field=name, value=value, allowed=listed, id=test.id
            )
    opened = settings["open"]
    if opened.given and not test.open_within:
        yield opened.problem("override-unbounded", field="open", id=test.id)
    elif not is_within(assembly.open_hours(opened), test.open_within):
        yield opened.problem("override-hours-outside", id=test.id)


def _number(
    node: Node, name: str, bounds: Mapping[str, Bound], unbounded: str, outside: str, **of: str
) -> Iterator[Problem]:
    bound = bounds.get(name)
    if bound is None:
        yield node.problem(unbounded, field=name, **of)
    elif type(node.value) is int and not bound.lowest <= node.value <= bound.highest:
        yield node.problem(
            outside,
            field=name,
            value=node.value,
            lowest=bound.lowest,
            highest=bound.highest,
            **of,
        )


def _span(node: Node, name: str, own: int | None) -> Iterator[Problem]:
    bound = assembly.bound(node)
    lowest, highest = bound.lowest, bound.highest
    if highest < lowest:
        yield node["to"].problem("bound-backwards", lowest=lowest, highest=highest)
    elif own is not None and not lowest <= own <= highest:
        yield node.problem(
            "bound-excludes-own", field=name, value=own, lowest=lowest, highest=highest
        )


def _said(name: str, value: bool) -> str:
    return _REQUIRES[value] if name == "requires" else str(value).lower()
