"""The connection's test as lines to read, for pages and for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.storage.connection_checks import Check
from lti_tool.texts import entries

STAGES = {
    "registration": ("platform_keys", "tool_keys", "clock", "token"),
    "launch": ("scopes", "service_token", "line_item", "members"),
    "score": ("score",),
}
"""The three stages, and what each of them tests, in the order of the page."""

WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Line:
    """
    outcome: `ok`, `warning`, `failed`, or WAITING for what has not been tested yet.
    mend: what to do, and where; None where nothing is to be done.
    """

    stage: str
    title: str
    outcome: str
    word: str
    what: str
    mend: str | None


def lines(found: Sequence[Check], language: str) -> list[Line]:
    """One line for each check. Of several deployments' checks the worst speaks."""
    texts = entries("connection", language)
    shown: list[Line] = []
    for stage, names in STAGES.items():
        for name in names:
            title = texts[f"checks.{name}.title"]
            check = max(
                (check for check in found if check.name == name),
                key=lambda check: _SEVERITY.index(check.outcome.value),
                default=None,
            )
            if check is None:
                what = texts[f"waiting.{stage}"]
                shown.append(Line(stage, title, WAITING, texts["words.waiting"], what, None))
                continue
            key = f"checks.{name}.{check.finding}"
            mend = texts.get(f"{key}.mend")
            shown.append(
                Line(
                    stage=stage,
                    title=title,
                    outcome=check.outcome.value,
                    word=texts[f"words.{check.outcome.value}"],
                    what=texts[f"{key}.what"].format_map(check.details),
                    mend=None if mend is None else mend.format_map(check.details),
                )
            )
    return shown


_SEVERITY = ("ok", "warning", "failed")
