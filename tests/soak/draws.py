"""`make draws`: a hundred thousand drawings of each medication test, and how even they are."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

from courseware.drawing import alike, draw, eligible, questions_of
from courseware.loading import load_course
from courseware.model import Assessment, Course, Draw
from courseware.plan import blueprints

MEDICATION = Path(__file__).resolve().parents[2] / "content" / "courses" / "medication"

Like = tuple[frozenset[int], bool, tuple[tuple[frozenset[int], bool], ...]]
"""The lines that may take a question, whether it is critical, and the same of its whole family."""


@dataclass
class Drawn:
    """
    What the forms of one blueprint showed.

    groups: the staff groups that it is for; empty where it is for all.
    exposure: how often each question was drawn.
    shares: the numbers of questions that a topic had in a form; one number each is right.
    repeats: forms with two questions that are alike.
    """

    course: Course
    test: Assessment
    lines: tuple[Draw, ...]
    groups: list[str]
    forms: int = 0
    repeats: int = 0
    exposure: Counter[str] = field(default_factory=Counter)
    shares: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def wanted(self) -> dict[str, set[int]]:
        """What `shares` should be, as the blueprint has it."""
        counts: Counter[str] = Counter()
        for line in self.lines:
            counts[line.topic] += line.count
        return {topic: {count} for topic, count in counts.items()}

    def questions(self) -> dict[str, Like]:
        """All that can be drawn; questions that are like each other are as likely."""
        asked = questions_of(self.course, self.test)
        lines: dict[str, set[int]] = defaultdict(set)
        for index, line in enumerate(self.lines):
            for question in eligible(asked, line):
                lines[question.id].add(index)
        families = defaultdict(list)
        own = {}
        for question in asked:
            if question.id in lines:
                own[question.id] = frozenset(lines[question.id]), question.critical
                families[alike(question)].append(own[question.id])
        return {
            question.id: (*own[question.id], tuple(sorted(families[alike(question)], key=repr)))
            for question in asked
            if question.id in own
        }

    def unevenness(self) -> float:
        """How far any question is from the mean of its like, in standard deviations of lots."""
        counted = defaultdict(list)
        for id_, like in self.questions().items():
            counted[like].append(self.exposure[id_])
        worst = 0.0
        for times in counted.values():
            mean = sum(times) / len(times)
            spread = sqrt(mean * (1 - mean / self.forms))
            worst = max([worst, *(abs(each - mean) / spread for each in times if each != mean)])
        return worst

    def report(self) -> Iterator[str]:
        whom = " and ".join(self.groups) or "everybody"
        yield f"{self.test.id}, for {whom}"
        yield f"{self.forms} forms, {self.repeats} with a near-duplicate"
        yield f"{'topic':20}{'bank':>6}{'asked':>7}{'seldomest':>11}{'mean':>8}{'oftenest':>10}"
        by_topic = defaultdict(list)
        for id_ in self.questions():
            by_topic[self.course.question(id_).topic].append(self.exposure[id_] / self.forms)
        for topic, shares in by_topic.items():
            asked = " or ".join(map(str, sorted(self.shares[topic])))
            mean = sum(shares) / len(shares)
            yield (
                f"{topic:20}{len(shares):6}{asked:>7}{min(shares):11.1%}{mean:8.1%}{max(shares):10.1%}"
            )
        yield f"Farthest from the mean of its like: {self.unevenness():.1f} standard deviations"


def draws(count: int, tests: tuple[str, ...], *, first: int = 1) -> Iterator[Drawn]:
    """Each blueprint of the tests, drawn with the seeds `first`, `first + 1`, …"""
    course = load_course(MEDICATION)
    for id_ in tests:
        test = course.assessment(id_)
        groups = defaultdict(list)
        for group, lines in blueprints(course, test).items():
            groups[lines].append(group)
        for lines, same in groups.items():
            found = Drawn(course, test, lines, [group for group in same if group])
            for seed in range(first, first + count):
                _count(found, seed, same[0])
            yield found


def _count(found: Drawn, seed: int, group: str | None) -> None:
    form = draw(found.course, found.test, seed, group)
    questions = [found.course.question(item.question_id) for item in form.items]
    found.forms += 1
    found.repeats += len(set(map(alike, questions))) < len(questions)
    for topic, times in Counter(question.topic for question in questions).items():
        found.shares[topic].add(times)
    found.exposure.update(question.id for question in questions)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make draws", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    for found in draws(parser.parse_args().count, ("prove", "fornyelse")):
        print("\n".join(found.report()), end="\n\n", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
