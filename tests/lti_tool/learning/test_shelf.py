from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from courseware.errors import CourseError
from lti_tool.learning import shelf as shelves
from lti_tool.learning.archive import Archive, pack
from lti_tool.learning.errors import NotThere
from lti_tool.learning.shelf import Shelf
from tests.lti_tool.classroom import VIK
from tests.sample_course import swap


@pytest.fixture
def packed(sample_course: Path, sample_localizations: Path, tmp_path: Path) -> Archive:
    """The sample course with a certify bank of the server's own."""
    private = tmp_path / "private" / "eksempel"
    private.mkdir(parents=True)
    shutil.copy(sample_course / "questions" / "prove.yaml", private / "prove.yaml")
    swap(private / "prove.yaml", "example: true", "example: false")
    return pack("eksempel", sample_course, sample_localizations, private.parent)


def holding(*archives: Archive, offered: frozenset[str] = frozenset({VIK, "umulig"})) -> Shelf:
    held = {each.edition: each.data for each in archives}
    return Shelf(held.get, lambda edition: offered if edition in held else None)


def is_private(shelf: Shelf, edition: str, localization: str | None) -> bool:
    return not shelf.get(edition, localization).course.bank("prove").example


SWEEPS: dict[str, Callable[[Path], object]] = {
    "all": lambda folder: shutil.rmtree(folder.parent),
    "the edition": shutil.rmtree,
    "private banks": lambda folder: shutil.rmtree(folder / "private"),
    "one private bank": lambda folder: (folder / "private" / "eksempel" / "prove.yaml").unlink(),
    "the courses": lambda folder: shutil.rmtree(folder / "courses"),
    "one lesson": lambda folder: next(folder.rglob("tabletter.nb.md")).unlink(),
    "half a file": lambda folder: (folder / "courses/eksempel/course.yaml").write_text("id: e"),
}


@pytest.mark.parametrize("sweep", SWEEPS)
def test_whatever_is_swept_away_the_private_bank_is_what_counts(
    packed: Archive, sweep: str
) -> None:
    shelf = holding(packed)
    assert is_private(shelf, packed.edition, None)

    SWEEPS[sweep](shelf.get(packed.edition, None).folder.parent.parent)

    assert is_private(shelf, packed.edition, VIK)
    served = shelf.get(packed.edition, None)
    assert shelf.medium(served, "media/las.svg").read_bytes().startswith(b"<svg")


def test_files_that_go_while_they_are_read_are_unpacked_again(
    packed: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, tries = holding(packed), []

    def sweeping(unpacked: shelves.Unpacked, localization: str | None) -> shelves.Course:
        tries.append(localization)
        if len(tries) == 1:
            shutil.rmtree(unpacked.folder / "private")
        return read(unpacked, localization)

    read = shelves.read
    monkeypatch.setattr(shelves, "read", sweeping)

    assert is_private(shelf, packed.edition, None)
    assert len(tries) == 2


def test_what_is_not_offered_costs_no_reading(packed: Archive) -> None:
    read: list[str] = []

    def read_archive(edition: str) -> bytes | None:
        read.append(edition)
        return packed.data

    shelf = Shelf(read_archive, lambda edition: frozenset() if edition == packed.edition else None)

    for edition, localization in [(packed.edition, "hvasomhelst"), ("0" * 64, None)]:
        with pytest.raises(NotThere):
            shelf.get(edition, localization)
    assert read == []


def test_what_does_not_fit_is_tried_once(packed: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, tries = holding(packed), []
    read = shelves.read
    monkeypatch.setattr(shelves, "read", lambda *asked: tries.append(asked) or read(*asked))

    for _ in range(3):
        with pytest.raises(CourseError):
            shelf.get(packed.edition, "umulig")

    assert len(tries) == 1


def test_a_course_at_hand_is_had_while_another_is_parsed(
    packed: Archive, sample_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = pack("eksempel", sample_course, None, None)
    shelf = holding(packed, other)
    at_hand = shelf.get(packed.edition, None)
    read, reading, may_end = shelves.read, Event(), Event()

    def slow(unpacked: shelves.Unpacked, localization: str | None) -> shelves.Course:
        reading.set()
        assert may_end.wait(20)
        return read(unpacked, localization)

    monkeypatch.setattr(shelves, "read", slow)
    with ThreadPoolExecutor(2) as pool:
        parsing = pool.submit(shelf.get, other.edition, None)
        same_edition = pool.submit(shelf.get, packed.edition, VIK)
        assert reading.wait(20)

        assert shelf.get(packed.edition, None) is at_hand
        may_end.set()

        assert parsing.result(20).edition == other.edition
        assert same_edition.result(20).localization == VIK


def test_a_release_is_served_whatever_rules_have_been_added_since(
    sample_course: Path, sample_localizations: Path
) -> None:
    """People are taking it; what an author must mend now is for its next version."""
    swap(sample_course / "course.yaml", "review: 2027-06-01", "review: en dag")
    swap(sample_localizations / "fjellregionen" / "vik.yaml", '"#0a5b66"', '"#7fd0d8"')
    released = pack("eksempel", sample_course, sample_localizations, None)

    served = holding(released).get(released.edition, VIK)

    assert served.course.title["nb"] == "Eksempelkurs"
    assert served.course.layers[-1].id == VIK
