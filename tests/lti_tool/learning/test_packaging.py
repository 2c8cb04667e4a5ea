"""A package of a published course: made apart, whole, bounded, and without a secret."""

from __future__ import annotations

import tempfile
import threading
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from lti_tool.learning import archive, packaging
from lti_tool.learning.errors import Conflict, Unpackable
from lti_tool.learning.packaging import PackagingBroke, Wanted, Workshop, profiles
from lti_tool.texts import LANGUAGES, entries
from tests.lti_tool.classroom import COURSE, VIK
from tests.sample_course import swap

Published = Callable[..., archive.Unpacked]

PRIVATE_BANK = """\
use: certify
title: {nb: Ekte, nn: Ekte}
questions:
  - id: hemmelig
    type: true-false
    topic: taushetsplikt
    text: {nb: Svaret er blåbær., nn: Svaret er blåbær.}
    answer: true
"""


@pytest.fixture
def published(sample_course: Path, sample_localizations: Path, tmp_path: Path) -> Published:
    """The sample course as it was put into the tool, with a bank of the server's own."""

    def unpacked() -> archive.Unpacked:
        private = tmp_path / "private" / COURSE
        private.mkdir(parents=True)
        (private / "prove.yaml").write_text(PRIVATE_BANK, encoding="utf-8")
        packed = archive.pack(COURSE, sample_course, sample_localizations, private.parent)
        return archive.unpack(packed.data, packed.edition, tmp_path / "cache")

    return unpacked


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Temporary files go where the test can see them."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return Workshop("https://kurs.example.no")


def wanted(profile: str = "web", *, release: bool = False, opens_in: str = "nb") -> Wanted:
    return Wanted(COURSE, VIK, profile, opens_in, release)


def left_behind(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("profile", profiles())
def test_each_profile_is_made_with_local_words_and_nothing_of_a_certify_bank(
    profile: str, published: Published, shop: Workshop, tmp_path: Path
) -> None:
    package = shop.make(published(), wanted(profile, opens_in="nn"), "moodle:1 kari", "nb")

    with package.content as content:
        content.seek(0, 2)
        assert content.tell() == package.size
        if zipfile.is_zipfile(content):
            with zipfile.ZipFile(content) as opened:
                held = b"".join(opened.read(name) for name in opened.namelist())
        else:
            paper = PdfReader(content)
            pages = "".join(page.extract_text() for page in paper.pages)
            held = b"".join([pages.encode(), *paper.attachments["provenance.json"]])
    for secret in ("En nabo spør", "Svaret er blåbær", "hemmelig"):
        assert secret.encode() not in held
    assert VIK.encode() in held
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_profile_says_in_one_sentence_what_it_is_for(language: str) -> None:
    texts = entries("packages", language)
    told = {key.split(".")[1] for key in texts if key.startswith("profile.")}

    assert told == set(profiles())
    assert all({f"profile.{each}.title", f"profile.{each}.about"} <= set(texts) for each in told)


def test_what_keeps_a_course_from_a_release_is_said_with_how_to_mend_it(
    sample_course: Path, published: Published, shop: Workshop, tmp_path: Path
) -> None:
    approval = "approval: {name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}\n"
    swap(sample_course / "course.yaml", approval, "")
    course = published()

    with pytest.raises(Unpackable) as refused:
        shop.make(course, wanted(release=True), "moodle:1 kari", "nn")
    trial = shop.make(course, wanted(), "moodle:1 kari", "nn")

    (problem,) = refused.value.details["problems"]
    assert problem["where"].startswith("eksempel/course.yaml")
    assert "godkjent" in problem["what"]
    assert problem["mend"]
    trial.content.close()
    assert left_behind(tmp_path) == []


def test_one_person_has_one_build_at_a_time_and_another_person_one_too(
    published: Published, shop: Workshop
) -> None:
    course = published()
    with shop._alone("moodle:1 kari"):
        with pytest.raises(Conflict) as refused:
            shop.make(course, wanted(), "moodle:1 kari", "nb")
        shop.make(course, wanted(), "moodle:1 liv", "nb").content.close()

    assert refused.value.check == "package-under-way"
    shop.make(course, wanted(), "moodle:1 kari", "nb").content.close()


def test_many_at_once_wait_and_are_told_where_it_takes_long(published: Published) -> None:
    shop = Workshop("https://kurs.example.no", most_time=timedelta(seconds=0.2))
    course = published()
    inside, leave = threading.Barrier(packaging.MOST_AT_ONCE + 1), threading.Event()

    def occupy(who: str) -> None:
        with shop._alone(who):
            inside.wait()
            leave.wait()

    busy = [
        threading.Thread(target=occupy, args=(str(number),))
        for number in range(packaging.MOST_AT_ONCE)
    ]
    for each in busy:
        each.start()
    inside.wait()
    with pytest.raises(Conflict) as refused:
        shop.make(course, wanted(), "moodle:1 kari", "nb")
    leave.set()
    for each in busy:
        each.join()

    assert refused.value.check == "packages-busy"


def test_a_build_that_takes_too_long_is_ended_and_leaves_nothing(
    published: Published, tmp_path: Path, shop: Workshop
) -> None:
    hasty = Workshop("https://kurs.example.no", most_time=timedelta(seconds=0.02))

    with pytest.raises(Conflict) as refused:
        hasty.make(published(), wanted(), "moodle:1 kari", "nb")

    assert refused.value.check == "package-too-slow"
    assert left_behind(tmp_path) == []
    assert hasty._busy == set()


def test_a_package_larger_than_we_send_is_refused(
    published: Published, tmp_path: Path, shop: Workshop
) -> None:
    small = Workshop("https://kurs.example.no", most_bytes=1000)

    with pytest.raises(Conflict) as refused:
        small.make(published(), wanted(), "moodle:1 kari", "nb")

    assert refused.value.check == "package-too-large"
    assert left_behind(tmp_path) == []


def test_what_the_author_can_do_nothing_about_is_no_advice_to_the_author(
    published: Published, shop: Workshop, tmp_path: Path
) -> None:
    course = published()
    (course.course / "course.yaml").unlink()

    with pytest.raises(PackagingBroke):
        shop.make(course, wanted(), "moodle:1 kari", "nb")

    assert left_behind(tmp_path) == []


def test_the_builder_is_told_none_of_the_tools_secrets(
    published: Published,
    shop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KURSPAKKE_SECRET", "s" * 40)
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:password@db/kurs")
    given: list[dict[str, str]] = []

    class Noted(packaging.subprocess.Popen[bytes]):
        def __init__(self, command: list[str], **how: object) -> None:
            given.append(how["env"])  # type: ignore[arg-type]
            super().__init__(command, **how)  # type: ignore[call-overload]

    monkeypatch.setattr(packaging.subprocess, "Popen", Noted)
    shop.make(published(), wanted(), "moodle:1 kari", "nb").content.close()

    assert "PATH" in given[0]
    assert not {"KURSPAKKE_SECRET", "DATABASE_URL"} & set(given[0])
