"""The courses' own drawings: described in every form, adapting to dark, right to the mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from courseware import contrast, locate
from courseware.loading import load_course
from courseware.model import Asset, Course

CONTENT = locate.content() / "courses"
PICTURES = sorted(file.relative_to(CONTENT).as_posix() for file in CONTENT.rglob("*.svg"))
MAX_BYTES = 15 * 1024
PAPER = {"light": "#f6f8f9", "dark": "#1b2126"}
WORDS = re.compile(r"[^\W\d_]{3,}")
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*)\}", re.DOTALL)
RULE = re.compile(r"\.([\w-]+) \{([^}]*)\}")


@cache
def course_named(folder: str) -> Course:
    return load_course(CONTENT / folder)


def registered(name: str) -> tuple[Course, Asset]:
    folder, path = name.split("/", 1)
    course = course_named(folder)
    return course, next(asset for asset in course.assets if asset.path == path)


def file(name: str) -> Path:
    return CONTENT / name


def drawing(name: str) -> etree._Element:
    return etree.fromstring(file(name).read_bytes())


def named(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    yield from (each for name in names for each in element.iter(f"{{*}}{name}"))


def dark(element: etree._Element) -> dict[str, dict[str, str]]:
    """What each class is painted with in the dark scheme."""
    style = "".join(each.text or "" for each in named(element, "style"))
    rules = DARK.search(style)
    assert rules
    return {
        name: dict(part.strip().split(": ") for part in body.split(";") if part.strip())
        for name, body in RULE.findall(rules[1])
    }


def painted(element: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Each class with a colour of its own, and the colour: class, `fill` or `stroke`, value."""
    for each in element.iter():
        for paint in ("fill", "stroke"):
            colour = each.get(paint, "")
            if colour.startswith("#"):
                yield each.get("class", ""), paint, colour


every_picture = pytest.mark.parametrize("name", PICTURES)


def test_the_courses_are_illustrated() -> None:
    assert len(PICTURES) >= 25


@every_picture
def test_a_picture_is_described_in_every_form(name: str) -> None:
    course, asset = registered(name)

    for language in course.languages:
        alt = asset.alt[language]
        assert len(alt) > 40
        assert not re.match(r"(et |eit )?(bilde|bilete|illustrasjon|tegning|teikning)", alt.lower())
    assert len(set(asset.alt.values())) == len(course.languages)


@every_picture
def test_the_words_in_a_picture_stand_in_its_description_in_every_form(name: str) -> None:
    course, asset = registered(name)

    shown = {
        word.lower()
        for text in named(drawing(name), "text")
        for word in WORDS.findall("".join(text.itertext()))
    }

    for language in course.languages:
        assert not [word for word in shown if word not in asset.alt[language].lower()]


@every_picture
def test_a_picture_is_shown_in_a_lesson_in_every_form(name: str) -> None:
    course, asset = registered(name)

    for language in course.languages:
        assert shows(course, asset, language) == shows(course, asset, course.language) != []


def shows(course: Course, asset: Asset, language: str) -> list[str]:
    return [
        lesson.id
        for chapter in course.chapters
        for lesson in chapter.lessons
        if f"]({asset.path})" in lesson.body[language]
    ]


@every_picture
def test_a_picture_is_small_named_and_grows_with_the_page(name: str) -> None:
    root = drawing(name)

    assert file(name).stat().st_size <= MAX_BYTES
    assert root.get("role") == "img"
    assert [title.text for title in named(root, "title") if title.text]
    assert root.get("viewBox", "").startswith("0 0 320 ")
    assert root.get("width") is None


@every_picture
def test_every_colour_has_its_answer_in_the_dark(name: str) -> None:
    root = drawing(name)
    rules = dark(root)

    missing = [
        (kind, paint) for kind, paint, _ in painted(root) if paint not in rules.get(kind, {})
    ]

    assert missing == []


@every_picture
def test_lines_and_letters_stand_out_from_the_paper_in_both_schemes(name: str) -> None:
    root = drawing(name)
    rules = dark(root)

    for kind, paint, colour in painted(root):
        if paint == "stroke":
            assert contrast.ratio(colour, PAPER["light"]) >= 3
            assert contrast.ratio(rules[kind]["stroke"], PAPER["dark"]) >= 3
    for text in named(root, "text"):
        classes = (up.get("class") for up in (text, *text.iterancestors()))
        assert next(kind for kind in classes if kind) in rules


@pytest.mark.parametrize(
    ("name", "marks", "reading"),
    [
        ("doseringssproyte", 11, 5),
        ("injeksjonssproyte", 21, 12),
        ("sproyte-1-ml", 101, 25),
    ],
)
def test_the_plunger_of_a_syringe_stands_on_its_mark(name: str, marks: int, reading: int) -> None:
    root = drawing(f"medication/media/{name}.svg")

    scale = max(
        (
            [float(x) for x, _ in re.findall(r"M([\d.]+) ([\d.]+)[vV]", path.get("d", ""))]
            for path in named(root, "path")
        ),
        key=len,
    )
    steps = [right - left for left, right in pairwise(scale)]

    assert len(scale) == marks
    assert max(steps) - min(steps) < 0.02
    assert scale[reading] == pytest.approx(plunger(root), abs=0.02)


def plunger(root: etree._Element) -> float:
    """Where the front of the dark rubber stands: the edge nearest the tip."""
    fronts = [
        float(each.get("x") or re.findall(r"M([\d.]+)", each.get("d", ""))[0])
        for each in named(root, "rect", "path")
        if each.get("class") in ("ink", "rubber")
    ]
    return min(fronts)
