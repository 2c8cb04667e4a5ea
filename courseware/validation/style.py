"""
Plain language, and that the language forms of one text say the same.

How a text reads is a warning: an author may have a reason. Numbers, laws and links that differ
between the forms are an error: one of them is wrong, and somebody acts on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from courseware import prose
from courseware.course_source import LessonFile
from courseware.document import Node
from courseware.model import Language
from courseware.problems import Problem, Severity
from courseware.references import references
from courseware.texts import catalogue
from courseware.validation.translations import local_texts

LIX_BUDGET = 45
LONGEST_SENTENCE = 30
"""Words."""
_MOST_WARNINGS = 5
"""Of one kind in one file: after these the author knows."""
_HEAVY = ("nb", "nn")
_MAY_HOLD_NUMBERS = re.compile(r"[\d{]")
"""A figure, or a placeholder, which stands for one."""
_ALL_OF_THEM = ("alle over", "alle de over", "alle alternativ", "alle ovenfor", "alt over")


def of_lesson(file: LessonFile, language: Language) -> Iterator[Problem]:
    """How one lesson reads in one language."""
    read = prose.blocks(file.text)
    hardness = prose.lix(read)
    if hardness > LIX_BUDGET:
        yield _warning("lix-high", file, 1, lix=hardness, limit=LIX_BUDGET)
    found = [*_long_sentences(file, read), *_heavy_words(file, read, language)]
    for code in dict.fromkeys(problem.code for problem in found):
        yield from [problem for problem in found if problem.code == code][:_MOST_WARNINGS]


def agreement(lessons: Mapping[Language, LessonFile]) -> Iterator[Problem]:
    """One lesson in its languages: the same numbers, laws and links."""
    for first, other in pairwise(lessons.values()):
        for code, expected, found in (
            ("numbers-differ", _numbers(first.text), _numbers(other.text)),
            ("laws-differ", _laws(first.text), _laws(other.text)),
        ):
            if expected != found:
                lacks, extra = expected - found, found - expected
                values: dict[str, str | int] = {
                    "lacks": ", ".join(sorted(lacks.elements())) or "–",
                    "extra": ", ".join(sorted(extra.elements())) or "–",
                    "other": first.file.name,
                }
                yield Problem(code, other.file, 1, values=values)


def of_bank(bank: Node) -> Iterator[Problem]:
    """Numbers that differ between a question's forms, and answers that give themselves away."""
    for text in local_texts(bank["questions"]):
        entries = dict(text.entries())
        for (_, first), (_, other) in pairwise(entries.items()):
            if first.text and other.text and _numbers(first.text) != _numbers(other.text):
                yield other.problem("text-numbers-differ", first=first.text, found=other.text)
    yield from _all_of_them(bank)
    yield from _longest_is_right(bank)


def _all_of_them(bank: Node) -> Iterator[Problem]:
    for question in bank["questions"].records():
        for option in question["options"].records():
            for _, text in option["text"].entries():
                if text.text.lower().strip(" .").startswith(_ALL_OF_THEM):
                    yield text.warning("option-all-of-them")


def _longest_is_right(bank: Node) -> Iterator[Problem]:
    """A learner who knows nothing but this rule must not get most of them right."""
    right = asked = 0
    for question in bank["questions"].records():
        options = question["options"].records()
        if question["type"].value != "single" or len(options) < 3:
            continue
        lengths = [max((len(t.text) for _, t in o["text"].entries()), default=0) for o in options]
        keys = [index for index, option in enumerate(options) if option["correct"].flag]
        asked += 1
        longest = max(lengths)
        right += bool(keys) and lengths[keys[0]] == longest and lengths.count(longest) == 1
    if asked >= 10 and right / asked > 0.6:
        yield bank["questions"].warning("longest-is-right", right=right, asked=asked)


def _long_sentences(file: LessonFile, read: Sequence[prose.Block]) -> Iterator[Problem]:
    for block in read:
        for sentence in block.sentences:
            count = len(prose.words(sentence))
            if count > LONGEST_SENTENCE:
                begins = " ".join(sentence.split()[:5])
                yield _warning(
                    "sentence-long",
                    file,
                    block.line,
                    count=count,
                    limit=LONGEST_SENTENCE,
                    begins=begins,
                )


def _heavy_words(
    file: LessonFile, read: Sequence[prose.Block], language: Language
) -> Iterator[Problem]:
    heavy = catalogue("style", language) if language in _HEAVY else {}
    for block in read:
        for word in prose.words(block.without_quotations):
            if word.lower() in heavy:
                plain = str(heavy[word.lower()])
                yield _warning("word-heavy", file, block.line, word=word, plain=plain)


def _numbers(markdown: str) -> Counter[str]:
    if not _MAY_HOLD_NUMBERS.search(markdown):
        return Counter()
    return Counter(prose.numbers(prose.blocks(markdown)))


def _laws(markdown: str) -> Counter[str]:
    found = references(markdown)
    return Counter(each.id for each in (*found.laws, *found.lessons))


def _warning(code: str, file: LessonFile, line: int, **values: str | int) -> Problem:
    return Problem(code, file.file, line, values=values, severity=Severity.WARNING)
