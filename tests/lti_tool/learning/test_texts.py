from __future__ import annotations

import re
from pathlib import Path

import pytest

import lti_tool
from lti_tool.texts import LANGUAGES, entries

PACKAGE = Path(lti_tool.__file__).parent
PAGES = PACKAGE.parent / "courseware" / "player" / "src" / "tool"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize(
    "catalogue",
    [
        "learning",
        "links",
        "picker",
        "room",
        "teacher",
        "shell",
        "certification",
        "certificate",
        "packages",
        "paper",
        "proof",
    ],
)
def test_every_language_says_the_same_with_the_same_values(catalogue: str) -> None:
    said = {language: entries(catalogue, language) for language in LANGUAGES}

    for language in LANGUAGES:
        assert set(said[language]) == set(said["nb"])
        for key, text in said[language].items():
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(said["nb"][key])), key


def test_every_refusal_has_its_words() -> None:
    source = "".join(
        file.read_text(encoding="utf-8")
        for folder in ("learning", "views")
        for file in (PACKAGE / folder).glob("*.py")
    )
    named = (
        r'(?:BadRequest|Conflict|NotAllowed|TooOften|Unopenable|super\(\).__init__)\(\s*"([a-z-]+)"'
    )
    checks = set(re.findall(named, source))
    keys = {key.split(".")[1] for key in entries("learning", "nb") if key.startswith("checks.")}

    assert checks <= keys
    assert keys <= checks | {f"{check}-learner" for check in checks} | {"bad-request"}


@pytest.mark.parametrize(
    ("page", "modules"),
    [
        ("picker", ["picker", "course-card", "localizations", "preview", "unit"]),
        ("room", ["teacher/room", "teacher/room-acts", "teacher/room-data"]),
        ("certificate", ["tabs", "certificate", "mine", "signing", "deciding"]),
        ("packages", ["packages"]),
        (
            "teacher",
            [
                "teacher",
                "say",
                "teacher/evaluation",
                "teacher/grade",
                "teacher/members",
                "teacher/results",
                "teacher/roles",
            ],
        ),
    ],
)
def test_a_page_uses_exactly_the_texts_that_it_is_sent(page: str, modules: list[str]) -> None:
    source = "".join((PAGES / f"{name}.ts").read_text(encoding="utf-8") for name in modules)
    written = re.findall(r'"([a-z-]+(?:\.[a-z-]+)*)"', source)
    started = tuple(re.findall(r"`([a-z.-]+)\$\{", source))

    for key in entries(page, "nb"):
        whole = key.removesuffix(".one").removesuffix(".other")
        assert {whole, key} & set(written) or whole.startswith(started), key
    for key in re.findall(r'(?:words|say)\(\s*"([a-z.-]+)"', source):
        assert {key, f"{key}.one"} & set(entries(page, "nb")), key
