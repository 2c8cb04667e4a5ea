"""
The medication course as a walk through it needs it: the same lessons for everybody, in any order,
and a test of ten questions that is open at once and asked for three times in a row.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from courseware import locate, register

DRAWS = [
    {"topic": "ansvar", "count": 1},
    {"topic": "former", "count": 2},
    {"topic": "dokumentasjon", "count": 1},
    {"topic": "regning", "count": 6, "difficulty": 1},
]


def write_short_course(content: Path) -> Path:
    """All that is shipped, with this course for the whole one; gives the course's folder."""
    shutil.copytree(locate.content(), content)
    folder = content / "courses" / "medication"
    file = folder / "course.yaml"
    course = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    file.write_text(
        yaml.dump(_shortened(course), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False),
        encoding="utf-8",
    )
    register.update(folder)
    return folder


def _shortened(course: dict[str, Any]) -> dict[str, Any]:
    for part in ("groups", "paths", "certificate"):
        del course[part]
    for chapter in course["chapters"]:
        for each in (chapter, *chapter["lessons"]):
            each.pop("groups", None)
            each.pop("paths", None)
    course["banks"].remove("kartlegging")
    practice, test = (
        next(each for each in course["assessments"] if each["id"] == id_)
        for id_ in ("ovelse", "prove")
    )
    course["assessments"] = [practice, _open_at_once(test)]
    return course


def _open_at_once(test: dict[str, Any]) -> dict[str, Any]:
    kept = ("id", "kind", "title", "intro", "time_limit", "attempts")
    return {part: test[part] for part in kept} | {
        "banks": ["prove", "sertifisering-regning"],
        "draws": DRAWS,
        "rule": {"percent": 80, "all_right": ["regning"], "critical_right": True},
    }
