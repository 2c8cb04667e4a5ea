"""
Spelling: the words of a course that neither a dictionary nor a word list knows.

A warning, and only where there is a dictionary: what a machine has installed must never decide
whether a course is valid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from courseware import prose
from courseware.course_source import LANGUAGES, CourseSource
from courseware.document import Node
from courseware.layer_files import LayerSource
from courseware.model import Language
from courseware.problems import Problem, Severity
from courseware.validation.translations import local_texts
from courseware.word_list import everyday_words, own_words

Speller = Callable[[Language, Sequence[str]], Mapping[str, Sequence[str]]]
"""Which of these words are unknown in a language, each with what may be meant."""

_MOST_WORDS = 40
"""Told of one language: after these the author begins to mend, or to write a list."""
_NO_WORDS = re.compile(r"\{\{.*?\}\}|\S*(?:://|@|www\.)\S*|\b[\w-]+(?:\.[\w-]+)*\.no\b")
"""Variables, which a title may hold, and addresses."""
_WORD = re.compile(r"(?<![^\W\d_])(?<![A-ZÆØÅ]-)([^\W\d_]+(?:['’][^\W\d_]+)*)(-(?![^\W\d_]))?")
"""
Not the end of an abbreviation (`PC-en`). The hyphen of a first half, as in `helse- og omsorg`, is
caught: no dictionary knows halves.
"""


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    file: PurePosixPath
    line: int
    place: str = ""


def problems(
    source: CourseSource, local: Sequence[LayerSource], speller: Speller
) -> Iterator[Problem]:
    """
    Each unknown word once in a language, at the first place where it stands.

    Raises CourseNotReadable for a word list that cannot be read.
    """
    folders = dict.fromkeys((source.folder, *(layer.folder for layer in local)))
    for language in LANGUAGES:
        if language in source.root["languages"].texts:
            known = everyday_words(language).union(*(own_words(each, language) for each in folders))
            yield from _unknown(language, _texts(source, local, language), known, speller)


def words(text: str) -> list[str]:
    """What a dictionary can judge: no addresses, no abbreviations in capitals, no single letter."""
    return [
        word
        for word, half in _WORD.findall(_NO_WORDS.sub(" ", text))
        if not half and len(word) > 1 and not word.isupper()
    ]


def _unknown(
    language: Language, texts: Iterable[_Text], known: frozenset[str], speller: Speller
) -> Iterator[Problem]:
    first: dict[str, _Text] = {}
    counts: Counter[str] = Counter()
    for text in texts:
        for word in words(text.text):
            if word not in known and word.lower() not in known:
                counts[word] += 1
                first.setdefault(word, text)
    # A capital at the beginning of a sentence makes no other word.
    asked = [word for word in first if word.lower() == word or word.lower() not in first]
    unknown = speller(language, asked)
    for word, guesses in list(unknown.items())[:_MOST_WORDS]:
        said = ", ".join(f"«{guess}»" for guess in guesses) or "–"
        values = {"word": word, "count": str(counts[word]), "guesses": said}
        yield _warning("word-unknown", first[word], language, values)
    for word in list(unknown)[_MOST_WORDS : _MOST_WORDS + 1]:
        more = {"count": str(len(unknown) - _MOST_WORDS)}
        yield _warning("words-unknown-more", first[word], language, more)


def _warning(code: str, at: _Text, language: Language, values: Mapping[str, str]) -> Problem:
    told = {"language": language, **values}
    return Problem(code, at.file, at.line, at.place, told, Severity.WARNING)


def _texts(
    source: CourseSource, local: Sequence[LayerSource], language: Language
) -> Iterator[_Text]:
    """Everything that a learner reads; the values of a layer's variables are names and numbers."""
    files = [file for (_, of), file in source.lessons.items() if of == language]
    for layer in local:
        said = layer.of_course(source.root["id"].text)
        if said is not None:
            for addition in said["add"].items():
                yield from _of_node(addition["title"], language)
            changed = (*said["add"].items(), *said["replace"].items())
            paths = [each["files"][language].text for each in changed]
            files += [layer.lessons[path] for path in paths if path in layer.lessons]
    for file in files:
        for block in prose.blocks(file.text):
            yield _Text(block.text, file.file, block.line)
    for root in (source.root, *(bank.root for bank in source.banks.values())):
        yield from _of_node(root, language)


def _of_node(node: Node, language: Language) -> Iterator[_Text]:
    for texts in local_texts(node):
        said = texts[language]
        for block in prose.blocks(said.text):
            yield _Text(block.text, said.document.file, said.line, said.place)
