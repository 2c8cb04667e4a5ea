"""
The `hunspell` program of the author's machine, with the dictionaries that it has.

A program and not a library: Norwegian dictionaries put compounds together by rules that only
hunspell itself follows in full. It reads nothing of ours but words.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courseware.model import Language

PROGRAM = "hunspell"
NAMES: Mapping[Language, tuple[str, ...]] = {
    "nb": ("nb_NO", "nb"),
    "nn": ("nn_NO", "nn"),
    "en": ("en_GB", "en_US"),
}
"""What distributions call their dictionaries; the first that is there is taken."""
_SECONDS = 60
_MOST_GUESSES = 3
_MOST_GUESSED = 40
"""Words with suggestions: they cost far more than the finding does."""


@dataclass(frozen=True, slots=True)
class Hunspell:
    """dictionaries: by language, as `hunspell -d` takes them."""

    program: str
    dictionaries: Mapping[Language, str]

    def knows(self, language: Language) -> bool:
        return language in self.dictionaries

    def __call__(self, language: Language, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The unknown ones in their order; all are known in a language without a dictionary."""
        name = self.dictionaries.get(language)
        if name is None or not words:
            return {}
        unknown = frozenset(_run(self.program, name, "-l", words).split())
        found = [word for word in words if word in unknown]
        guesses = _guesses(_run(self.program, name, "-a", found[:_MOST_GUESSED]))
        return {word: guesses.get(word, ()) for word in found}


def installed() -> Hunspell | None:
    """None where the machine has no such program."""
    path = shutil.which(PROGRAM)
    if path is None:
        return None
    there: dict[Language, str] = {}
    for language, candidates in NAMES.items():
        for name in candidates:
            if language not in there and _opens(path, name):
                there[language] = name
    return Hunspell(path, there)


def _opens(program: str, name: str) -> bool:
    command = [program, "-d", name, "-l"]
    done = subprocess.run(  # noqa: S603
        command, input=b"", capture_output=True, timeout=_SECONDS, check=False
    )
    return done.returncode == 0


def _run(program: str, name: str, mode: str, words: Sequence[str]) -> str:
    # In the pipe mode `-a` a line that begins with ^ is a text, whatever it begins with.
    mark = "^" if mode == "-a" else ""
    text = "".join(f"{mark}{word}\n" for word in words)
    command = [program, "-d", name, "-i", "UTF-8", mode]
    done = subprocess.run(  # noqa: S603
        command, input=text.encode(), capture_output=True, timeout=_SECONDS, check=True
    )
    return done.stdout.decode("utf-8", "replace")


def _guesses(answer: str) -> dict[str, tuple[str, ...]]:
    """`& word 2 0: first, second`; a word without a guess is `# word 0`."""
    found = {}
    for line in answer.splitlines():
        if line.startswith("& "):
            head, _, guesses = line.partition(": ")
            found[head.split()[1]] = tuple(guesses.split(", ")[:_MOST_GUESSES])
    return found
