"""What a conversion could not carry over, or changed: told by name, never dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scorm_builder.texts import builder_text


@dataclass(frozen=True, slots=True)
class Remark:
    """
    code: names a sentence of the builder's catalogue.
    where: the question, heading or part that it is about, in the words of its author.
    """

    code: str
    where: str
    values: dict[str, str | int] = field(default_factory=dict)

    def text(self, language: str) -> str:
        return f"{self.where}: {builder_text(language, self.code, **self.values)}"


def records(remarks: Iterable[Remark], language: str) -> list[dict[str, str]]:
    """As data: code, where, text."""
    return [
        {"code": each.code, "where": each.where, "text": each.text(language)} for each in remarks
    ]
