"""A problem in an author's files: where it is, what it is, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from courseware.printable import printable
from courseware.texts import author_text


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing for the author to mend.

    code: names the text in the author catalogues (`texts/author.nb.yaml`: `what`, `mend` and, for
        some, `near`).
    file: relative to the folder that holds the course, with forward slashes.
    line: counted from 1; None where the problem is the file itself.
    place: a path inside the file, such as `questions[3].options[1].text.nn`.
    values: what the text's `{placeholders}` stand for.

    Names of files and fields are the author's own: what could not be printed is spelt out here.
    """

    code: str
    file: PurePosixPath
    line: int | None = None
    place: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        shown = {key: _one_line(value) for key, value in self.values.items()}
        object.__setattr__(self, "file", PurePosixPath(printable(str(self.file))))
        object.__setattr__(self, "place", printable(self.place))
        object.__setattr__(self, "values", shown)

    def what(self, language: str = "nb") -> str:
        """What is wrong, in the author's language (`nb` or `en`)."""
        return author_text(language, self.code, "what", self.values)

    def mend(self, language: str = "nb") -> str:
        """What to write or do instead, and what comes nearest where anything does."""
        parts = ("mend", "near") if self.values.get("known") else ("mend",)
        said = (author_text(language, self.code, part, self.values) for part in parts)
        return " ".join(filter(None, said))

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        at = f" {self.place}:" if self.place else ""
        return f"{where}:{at} {self.what()} {self.mend()}"


def _one_line(value: str | int) -> str | int:
    return printable(" ".join(value.rstrip("\n").split("\n"))) if isinstance(value, str) else value
