"""The pinned packages install on every Python that `pyproject.toml` promises."""

from __future__ import annotations

import tomllib
from importlib.metadata import distributions
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]


def test_every_installed_package_takes_the_oldest_python_that_we_promise() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = project["requires-python"].removeprefix(">=") + ".0"

    too_new = [
        f"{each.name} {each.version} needs Python {wanted}"
        for each in distributions()
        if (wanted := each.metadata["Requires-Python"])
        and not SpecifierSet(wanted).contains(oldest)
    ]

    assert too_new == []
