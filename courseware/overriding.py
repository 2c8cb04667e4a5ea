"""
What a localization may change in a test and in the certificate: within the bounds of the course.

The settings go by the names and units of the files: minutes, hours, per cent. The share of a
section's points is `sections.<its id>`, the count of a line that is drawn `draws.<its id>`, and
whether every question of a topic must be right `all_right.<the topic>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from courseware.model import Assessment, Bound, CertificateRules, OpenHours, PassRule

NUMBERS = ("attempts", "wait", "time_limit", "percent", "unlocks", "extra_time")
CHOICES = ("session_code", "requires", "critical_right")
SECTIONS, DRAWS, ALL_RIGHT = "sections", "draws", "all_right"


@dataclass(frozen=True, slots=True)
class Override:
    """What a layer writes about one test."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, bool] = field(default_factory=dict)
    open: tuple[OpenHours, ...] = ()


def number_of(test: Assessment, name: str) -> int | None:
    """How the test is set; None where it sets nothing, or not in whole units of the files."""
    rule = test.rule
    match name:
        case "attempts":
            return test.attempts
        case "wait":
            return test.wait // timedelta(hours=1) if test.wait else None
        case "time_limit":
            return test.time_limit // timedelta(minutes=1) if test.time_limit else None
        case "percent":
            return rule.percent if rule else None
        case "unlocks":
            return test.unlocks
        case "extra_time":
            return test.extra_time
    sections = {f"{SECTIONS}.{each.id}": each.percent for each in rule.sections} if rule else {}
    counts = {f"{DRAWS}.{each.id}": each.count for each in test.draws}
    return (sections | counts).get(name)


def choice_of(test: Assessment, name: str) -> bool:
    match name:
        case "session_code":
            return test.session_code
        case "requires":
            return test.requires_completed
    if test.rule is None:
        return False
    _, dot, topic = name.partition(".")
    return topic in test.rule.all_right if dot else test.rule.critical_right


def is_within(hours: Sequence[OpenHours], wide: Sequence[OpenHours]) -> bool:
    """Whether every moment of `hours` is one of `wide`."""
    return set(_moments(hours)) <= set(_moments(wide))


def overridden(test: Assessment, wanted: Override) -> Assessment:
    """The test with what the layer wants of it, as far as the course lets anybody change it."""
    numbers = _reached(wanted.numbers, test.bounds)
    chosen = {
        name: value for name, value in wanted.choices.items() if value in test.choices.get(name, ())
    }
    limit, wait = numbers.get("time_limit"), numbers.get("wait")
    opened = wanted.open if is_within(wanted.open, test.open_within) else ()
    return replace(
        test,
        draws=tuple(
            replace(each, count=numbers.get(f"{DRAWS}.{each.id}", each.count))
            for each in test.draws
        ),
        attempts=numbers.get("attempts", test.attempts),
        time_limit=test.time_limit if limit is None else timedelta(minutes=limit),
        wait=test.wait if wait is None else timedelta(hours=wait) or None,
        unlocks=numbers.get("unlocks", test.unlocks),
        extra_time=numbers.get("extra_time", test.extra_time),
        session_code=chosen.get("session_code", test.session_code),
        requires_completed=chosen.get("requires", test.requires_completed),
        open=opened or test.open,
        rule=_rule(test.rule, numbers, chosen) if test.rule else None,
    )


def certificate_overridden(rules: CertificateRules, wanted: Mapping[str, int]) -> CertificateRules:
    numbers = _reached(wanted, rules.bounds)
    return replace(
        rules,
        months=numbers.get("months", rules.months),
        renewal_days=numbers.get("renewal_days", rules.renewal_days),
    )


def _rule(rule: PassRule, numbers: Mapping[str, int], chosen: Mapping[str, bool]) -> PassRule:
    wished = {
        name.removeprefix(f"{ALL_RIGHT}."): value
        for name, value in chosen.items()
        if name.startswith(f"{ALL_RIGHT}.")
    }
    return replace(
        rule,
        percent=numbers.get("percent", rule.percent),
        all_right=(
            *(topic for topic in rule.all_right if wished.pop(topic, True)),
            *sorted(topic for topic, wish in wished.items() if wish),
        ),
        critical_right=chosen.get("critical_right", rule.critical_right),
        sections=tuple(
            replace(each, percent=numbers.get(f"{SECTIONS}.{each.id}", each.percent))
            for each in rule.sections
        ),
    )


def _reached(wanted: Mapping[str, int], bounds: Mapping[str, Bound]) -> dict[str, int]:
    return {
        name: value
        for name, value in wanted.items()
        if name in bounds and bounds[name].lowest <= value <= bounds[name].highest
    }


def _moments(hours: Sequence[OpenHours]) -> Iterator[tuple[int, int]]:
    """Every minute of the week, as the day and the minute of it."""
    for each in hours:
        first, last = _minute(each.first), _minute(each.last)
        for day in each.days:
            yield from ((day, minute) for minute in range(first, last + 1))


def _minute(time: str) -> int:
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute) if hour.isdigit() and minute.isdigit() else -1
