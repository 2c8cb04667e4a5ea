"""`make draws`: a hundred thousand drawings of the medication test, and what they show."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from courseware.drawing import alike, draw, eligible, questions_of
from courseware.loading import load_course
from courseware.model import Course

MEDICATION = Path(__file__).resolve().parents[2] / "content" / "courses" / "medication"


@dataclass
class Drawn:
    """
    exposure: how often each question was drawn, by topic.
    shares: the numbers of questions that a topic had in a form; one number each is right.
    repeats: forms with two questions that are alike.
    """

    forms: int = 0
    repeats: int = 0
    exposure: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    shares: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def unevenness(self, course: Course) -> float:
        """
        How far any question is from the mean of its like, as a share of the mean.

        The like of a question: those of its line that stand in families as large as its own.
        """
        worst = 0.0
        for counted in self.exposure.values():
            families = Counter(alike(course.question(id_)) for id_ in counted)
            sizes = defaultdict(list)
            for id_, times in counted.items():
                sizes[families[alike(course.question(id_))]].append(times)
            for times in sizes.values():
                mean = sum(times) / len(times)
                worst = max(worst, *(abs(each - mean) / mean for each in times))
        return worst

    def table(self) -> str:
        lines = [f"{'question':28}{'topic':22}{'drawn':>9}{'share':>8}"]
        for topic, counted in self.exposure.items():
            for id_, times in sorted(counted.items()):
                lines.append(f"{id_:28}{topic:22}{times:9}{times / self.forms:8.3f}")
        return "\n".join(lines)


def draws(count: int, *, first: int = 1) -> tuple[Course, Drawn]:
    """The medication test with the seeds `first`, `first + 1`, …"""
    course = load_course(MEDICATION)
    test = course.assessment("prove")
    bank = questions_of(course, test)
    found = Drawn()
    for line in test.draws:
        for question in eligible(bank, line):
            found.exposure[line.topic][question.id] = 0
    for seed in range(first, first + count):
        questions = [course.question(item.question_id) for item in draw(course, test, seed).items]
        found.forms += 1
        found.repeats += len(set(map(alike, questions))) < len(questions)
        for topic, times in Counter(question.topic for question in questions).items():
            found.shares[topic].add(times)
        for question in questions:
            found.exposure[question.topic][question.id] += 1
    return course, found


def main() -> None:
    parser = argparse.ArgumentParser(prog="make draws", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    course, found = draws(parser.parse_args().count)
    said = [
        found.table(),
        f"{found.forms} forms, {found.repeats} with two questions that are alike.",
        f"Questions of a topic in a form: { {t: sorted(n) for t, n in found.shares.items()} }",
        f"Farthest from the mean of its like: {found.unevenness(course):.2%}",
    ]
    print("\n".join(said))  # noqa: T201


if __name__ == "__main__":
    main()
