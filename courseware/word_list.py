"""
Words that are right although no dictionary has them: names, terms, invented medicines.

`words.txt` beside `course.yaml` or `region.yaml` holds for all languages, `words.nn.txt` for one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path, PurePosixPath

from courseware import texts
from courseware.course_source import LANGUAGES
from courseware.model import Language
from courseware.source_files import may_exist, read_text

WORD_FILES = ("words.txt", *(f"words.{language}.txt" for language in LANGUAGES))
_MAX_BYTES = 256 * 1024


def own_words(folder: Path, language: Language) -> frozenset[str]:
    """What the folder's lists say of a language. Raises CourseNotReadable."""
    found: frozenset[str] = frozenset()
    for name in ("words.txt", f"words.{language}.txt"):
        if may_exist(folder / name):
            label = PurePosixPath(folder.name) / name
            found |= read_words(read_text(folder, name, label, _MAX_BYTES))
    return found


@cache
def everyday_words(language: Language) -> frozenset[str]:
    """Common words of a workplace that the dictionaries of hunspell lack."""
    file = Path(texts.__file__).parent / f"words.{language}.txt"
    return read_words(file.read_text(encoding="utf-8")) if file.exists() else frozenset()


def read_words(text: str) -> frozenset[str]:
    """One word a line; what follows a `#` is a remark."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(filter(None, lines))
