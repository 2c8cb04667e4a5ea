"""One edition of a course as a reader meets it: read from a course folder or from a package."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html

from courseware.bundle import make_bundle
from courseware.course_hash import certification_hashes
from courseware.loading import load_course
from courseware.model import Course, Kind
from scorm_builder.errors import CannotRead, WrongUse
from scorm_builder.inspection.archive import open_archive
from scorm_builder.provenance import NAME as PROVENANCE

_BLOCKS = frozenset(
    "aside blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol p pre section summary table tr ul video".split()  # noqa: E501, SIM905
)

Text = Mapping[str, tuple[str, ...]]
"""Lines by language."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    A lesson, a question or a test.

    text: what people read. judged: all that decides what is right, as JSON.
    answers: what a stored answer is made of: the type, and the ids of what is chosen.
    """

    id: str
    title: str
    text: Text
    judged: str = ""
    critical: bool = False
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """
    numbers: the register's. rules: of each pass test.
    certification: of each pass test the hash of what it hangs on; None where nothing tells.
    """

    id: str
    version: str
    lessons: Mapping[str, Part]
    questions: Mapping[str, Part]
    tests: Mapping[str, Part]
    numbers: Mapping[str, int]
    rules: Mapping[str, str]
    certification: Mapping[str, str] | None


def read_edition(path: Path) -> Edition:
    """Raises CannotRead, WrongUse for a package that is not ours, and what `load_course` raises."""
    return _of_package(path) if path.is_file() else of_course(load_course(path))


def of_course(course: Course) -> Edition:
    """Its certifying tests too: this is for the author's own eyes."""
    passing = [test.id for test in course.assessments if test.kind is Kind.PASS]
    bundle = make_bundle(course, remote_tests=False, include=passing)
    return _edition(bundle, course.numbers, certification_hashes(course))


def _of_package(path: Path) -> Edition:
    with open_archive(path) as archive:
        if archive.zip is None:
            raise CannotRead("files", path=str(path), reason=archive.reason)
        try:
            record = json.loads(archive.read(PROVENANCE) or b"")
            page = html.document_fromstring((archive.read("index.html") or b"").decode())
            bundle = json.loads(page.findtext(".//script[@id='bundle']") or "")
            return _edition(bundle, _numbers(bundle), record.get("certification"))
        except (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            raise WrongUse("not-our-package", path=str(path)) from error


def _numbers(bundle: Mapping[str, Any]) -> dict[str, int]:
    kinds = {
        "lesson": "lessons",
        "question": "questions",
        "assessment": "assessments",
        "group": "groups",
        "path": "paths",
    }
    return {
        f"{kind}/{each['id']}": each["number"]
        for kind, many in kinds.items()
        for each in bundle.get(many, ())
    }


def _edition(
    bundle: Mapping[str, Any], numbers: Mapping[str, int], certification: Mapping[str, str] | None
) -> Edition:
    course = bundle["course"]
    language = course["language"]
    tests = bundle["assessments"]
    return Edition(
        id=course["id"],
        version=course["version"],
        lessons={each["id"]: _lesson(each, language) for each in bundle["lessons"]},
        questions={each["id"]: _question(each, language) for each in bundle["questions"]},
        tests={each["id"]: _test(each, language) for each in tests},
        numbers=numbers,
        rules={each["id"]: _rule(each) for each in tests if each["kind"] == "pass"},
        certification=certification,
    )


def _title(titles: Mapping[str, str], language: str) -> str:
    return titles.get(language) or next(iter(titles.values()), "")


def _lesson(entry: Mapping[str, Any], language: str) -> Part:
    text = {
        tongue: (entry["title"].get(tongue, ""), *readable(body))
        for tongue, body in entry["html"].items()
    }
    return Part(entry["id"], _title(entry["title"], language), text)


def _question(entry: Mapping[str, Any], language: str) -> Part:
    text: dict[str, list[str]] = {}
    judged = _apart(entry, text)
    choices = sorted(set(_ids(entry)))
    lines = {tongue: tuple(found) for tongue, found in text.items()}
    return Part(
        entry["id"],
        next(iter(lines.get(language, ())), entry["id"]),
        lines,
        json.dumps(judged, sort_keys=True),
        bool(entry["critical"]),
        json.dumps([entry["type"], choices]),
    )


def _apart(value: Any, text: dict[str, list[str]]) -> Any:
    """What is not text; the text goes into `text`, by language."""
    if isinstance(value, Mapping):
        if value and all(key in ("nb", "nn", "en") for key in value):
            for language, part in value.items():
                text.setdefault(language, []).extend(readable(str(part)))
            return None
        # The number is the register's affair, and told as such.
        return {key: _apart(part, text) for key, part in value.items() if key != "number"}
    if isinstance(value, list):
        return [_apart(part, text) for part in value]
    return value


def _ids(value: Any) -> Iterator[str]:
    """Of everything inside that has an id."""
    for part in value.values() if isinstance(value, Mapping) else value:
        if isinstance(part, Mapping | list):
            yield from _ids(part)
            if isinstance(part, Mapping) and "id" in part:
                yield str(part["id"])


def _test(entry: Mapping[str, Any], language: str) -> Part:
    text: dict[str, list[str]] = {}
    kept = {key: part for key, part in entry.items() if key not in ("forms", "pool")}
    judged = _apart(kept, text)
    lines = {tongue: tuple(found) for tongue, found in text.items()}
    return Part(
        entry["id"], _title(entry["title"], language), lines, json.dumps(judged, sort_keys=True)
    )


def _rule(entry: Mapping[str, Any]) -> str:
    sections = [[sorted(each["topics"]), each["percent"]] for each in entry.get("sections", [])]
    return json.dumps(
        [entry["percent"], sorted(entry["allRight"]), entry["criticalRight"], sections]
    )


def readable(markup: str) -> list[str]:
    """HTML as the lines that a person reads; a picture is its text."""
    if not markup.strip():
        return []
    pieces: list[str] = []
    for event, element in _walk(html.fragment_fromstring(markup, create_parent="div")):
        if element.tag in _BLOCKS:
            pieces.append("\n")
        if event == "start":
            if element.tag == "img" and element.get("alt"):
                pieces.append(f"[{element.get('alt')}]")
            pieces.append((element.text or "").replace("\n", " "))
        else:
            pieces.append((element.tail or "").replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]


def _walk(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    yield "start", root
    for child in root:
        if isinstance(child.tag, str):
            yield from _walk(child)
    yield "end", root
