"""The stylesheet has lost the properties that nothing reads, and none that something does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from courseware import locate

ROOT = Path(__file__).resolve().parents[3]

WRITTEN_ELSEWHERE = sorted(
    [
        *ROOT.glob("lti_tool/templates/*.html"),
        *ROOT.glob("lti_tool/sandbox/templates/**/*.html"),
        *ROOT.glob("lti_tool/sandbox/static/*.css"),
        ROOT / "scorm_builder" / "page.py",
        ROOT / "scorm_builder" / "preview.py",
    ]
)
"""What reads the stylesheet's properties, and is not seen where it is made."""

READ = re.compile(r"var\(\s*(--ds-[\w-]+)\s*[,)]")


def stylesheet() -> str:
    return (locate.player() / "player.css").read_text()


@pytest.mark.parametrize("page", WRITTEN_ELSEWHERE, ids=lambda page: page.name)
def test_what_a_page_without_the_player_reads_is_set(page: Path) -> None:
    css = stylesheet()

    unset = {name for name in READ.findall(page.read_text()) if f"{name}:" not in css}

    assert unset == set(), "name them in READ_ELSEWHERE of the player's build.mjs"


def test_every_property_that_a_stylesheet_reads_without_a_fallback_is_set_somewhere() -> None:
    css = stylesheet() + (locate.player() / "pages.css").read_text()

    read = set(re.findall(r"var\(\s*(--ds-[\w-]+)\s*\)", css))

    assert {name for name in read if f"{name}:" not in css} == set()


def test_no_property_is_carried_that_nothing_reads() -> None:
    css = stylesheet()
    readers = [css, (locate.player() / "pages.css").read_text()]
    readers += [page.read_text() for page in WRITTEN_ELSEWHERE]

    read = set(READ.findall("".join(readers)))

    assert set(re.findall(r"(--ds-[\w-]+):", css)) <= read
