"""A picture or a film that is none, or only half of one, is told before anybody packages it."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from courseware.validation.media_content import is_whole
from tests.checking import only, problems_in
from tests.sample_course import PNG

WHOLE = {
    ".png": PNG,
    ".jpg": b"\xff\xd8\xff\xe0" + bytes(50) + b"\xff\xd9",
    ".gif": b"GIF89a" + bytes(50) + b"\x00\x3b",
    ".webp": b"RIFF" + (50).to_bytes(4, "little") + b"WEBP" + bytes(46),
    ".mp4": b"\x00\x00\x00\x18ftypisom" + bytes(50),
    ".webm": b"\x1a\x45\xdf\xa3" + bytes(50),
    ".mp3": b"ID3\x04" + bytes(50),
    ".vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nHei\n",
    ".pdf": b"%PDF-1.7\n" + bytes(50) + b"\n%%EOF\n",
}
ENDLESS = {".mp4", ".webm", ".mp3", ".vtt"}
"""Streams and texts, which have no mark at their end."""


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_whole_file_is_what_its_ending_says(suffix: str) -> None:
    assert is_whole(suffix, BytesIO(WHOLE[suffix]))


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_renamed_or_an_empty_file_is_not(suffix: str) -> None:
    others = (content for other, content in WHOLE.items() if other != suffix)

    assert not any(is_whole(suffix, BytesIO(content)) for content in (*others, b"", b"<html>"))


@pytest.mark.parametrize("suffix", sorted(WHOLE.keys() - ENDLESS))
def test_a_file_that_was_cut_short_is_not(suffix: str) -> None:
    content = WHOLE[suffix]

    assert not is_whole(suffix, BytesIO(content[: len(content) - 10]))


@pytest.fixture
def picture(sample_course: Path) -> Path:
    """Where the course's one picture is to lie, as a PNG."""
    for file in sample_course.rglob("*.*"):
        if file.suffix in (".yaml", ".md") and "media/las.svg" in file.read_text(encoding="utf-8"):
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace("media/las.svg", "media/las.png"), encoding="utf-8")
    (sample_course / "media" / "las.svg").unlink()
    return sample_course / "media" / "las.png"


def test_a_course_with_a_whole_picture_has_no_problem(sample_course: Path, picture: Path) -> None:
    picture.write_bytes(PNG)

    assert problems_in(sample_course) == []


def test_a_course_with_half_a_picture_is_told_which(sample_course: Path, picture: Path) -> None:
    picture.write_bytes(PNG[:40])

    problem = only(problems_in(sample_course))

    assert problem.code == "media-damaged"
    assert "media/las.png" in problem.what("nb")


def test_a_film_of_two_gigabytes_is_told_at_once_and_never_read(
    sample_course: Path, picture: Path
) -> None:
    picture.write_bytes(PNG)
    os.truncate(picture, 2 << 30)

    problem = only(problems_in(sample_course))

    assert problem.code == "media-too-big"
    assert "2048 MiB" in problem.what("en")
