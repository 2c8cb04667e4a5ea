"""One hash for all that a course teaches and asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from courseware.drawing import questions_of
from courseware.model import Course, Kind, Question
from courseware.numbers import plain


def course_hash(course: Course) -> str:
    """
    The SHA-256 of the course's content, certify banks and localization layers included.

    It names what was taught and asked, whatever version of the software shows it. Media counts by
    its paths. An address that caches may keep for ever must name the bundle's bytes instead.
    """
    return _hash(course)


def question_hash(question: Question) -> str:
    """The SHA-256 of one question, key and all: which version of it somebody was asked."""
    return _hash(question)


def certification_hashes(course: Course) -> dict[str, str]:
    """Of each pass test, by its id: its rule, what is drawn, and all that may be asked."""
    return {
        test.id: _hash((test.rule, test.draws, questions_of(course, test)))
        for test in course.assessments
        if test.kind is Kind.PASS
    }


def _hash(value: object) -> str:
    text = json.dumps(_dump(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _dump(value: object) -> object:
    """
    The model as plain JSON. What stands at its default is left out, so that a field that a later
    version adds does not change the hash of a course that does not use it.
    """
    match value:
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return {str(key): _dump(part) for key, part in value.items()}
        case tuple() | list():
            return [_dump(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        given = {
            part.name: _dump(getattr(value, part.name))
            for part in fields(value)
            if not _is_default(part, getattr(value, part.name))
        }
        return {"": type(value).__name__, **given}
    return value


def _is_default(part: Field[Any], value: object) -> bool:
    if part.default is not MISSING:
        return bool(value == part.default)
    return part.default_factory is not MISSING and bool(value == part.default_factory())
