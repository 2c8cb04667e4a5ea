"""Fixtures that every package's tests may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.sample_course import write_course, write_localizations

settings.register_profile("untimed", deadline=None)  # a busy machine is no defect
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--campaigns", action="store_true", help="run what only long campaigns run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--campaigns"):
        items[:] = [item for item in items if item.get_closest_marker("campaign") is None]
    if "PYTEST_XDIST_WORKER" in os.environ:
        # The longest files first, so that no worker is left with one while the others are done.
        items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(autouse=True)
def no_dictionary_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a machine happens to have installed is no part of a test."""
    monkeypatch.setattr("scorm_builder.hunspell.PROGRAM", "no-such-program")


@pytest.fixture
def sample_course(tmp_path: Path) -> Path:
    """The folder of a small valid course with every question type and directive."""
    return write_course(tmp_path / "courses")


@pytest.fixture
def sample_localizations(tmp_path: Path) -> Path:
    """The folder of a region (`fjellregionen`) and a municipality (`fjellregionen/vik`)."""
    return write_localizations(tmp_path)
