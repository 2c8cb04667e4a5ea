"""The steps in the docs to a local edition, followed as they are written."""

from __future__ import annotations

import json
import re
import shlex
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from courseware.register import read
from scorm_builder.cli import main

GUIDE = Path(__file__).parents[2] / "docs" / "authors" / "course-format.md"
HEADING = "## A local edition, step by step\n"
REGION = Path("localizations/fjellregionen")


def scorm_builder(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments, obj=lambda: date(2026, 3, 2))
    assert result.exit_code == 0, result.output
    return result.stdout


def blocks(kind: str, steps: str) -> list[str]:
    found = re.findall(rf"^   ```{kind}\n(.*?)^   ```$", steps, re.DOTALL | re.MULTILINE)
    return [dedent(block) for block in found]


def test_the_steps_lead_to_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    steps = GUIDE.read_text(encoding="utf-8").split(HEADING)[1]
    begin = re.search(r"`scorm-builder (new .*?)`", steps)
    assert begin
    scorm_builder(*shlex.split(begin[1]))
    (REGION / "lessons").mkdir(parents=True)
    region, municipality = blocks("yaml", steps)
    (lesson,) = blocks("markdown", steps)
    (REGION / "region.yaml").write_text(region, encoding="utf-8")
    (REGION / "vik.yaml").write_text(municipality, encoding="utf-8")
    (REGION / "lessons" / "vik-moteplassen.nb.md").write_text(lesson, encoding="utf-8")

    lines = [line for block in blocks("console", steps) for line in block.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("scorm-builder ")]
    for command in commands:
        if command[0] != "preview":  # serves until it is stopped
            scorm_builder(*command)

    assert [command[0] for command in commands] == ["register", "validate", "preview", "build"]
    assert lines[0] == f"mkdir -p {REGION}/lessons"
    assert list(read(REGION).numbers) == ["lesson/brannvern/moteplassen"]
    built = json.loads(scorm_builder("validate", *commands[1][1:], "--json"))
    assert [each for each in built["problems"] if each["severity"] == "error"] == []
    assert Path("vik.zip").is_file()
