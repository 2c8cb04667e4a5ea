import os
from pathlib import Path, PurePosixPath

import pytest

from courseware.errors import CourseNotReadable
from courseware.problems import Problem
from courseware.source_files import LESSON_MAX_BYTES, read_text

LABEL = PurePosixPath("kurs/lessons/a.nb.md")


def refusal(root: Path, relative: str) -> Problem:
    with pytest.raises(CourseNotReadable) as caught:
        read_text(root, relative, LABEL, LESSON_MAX_BYTES)
    return caught.value.problem


def test_line_ends_and_a_byte_order_mark_make_no_difference(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("\ufeffén\r\nto\rtre\n".encode())

    assert read_text(tmp_path, "a.md", LABEL, LESSON_MAX_BYTES) == "én\nto\ntre\n"


def test_a_file_that_is_not_utf8_is_refused_with_byte_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"en\nto\nbl\xe5b\xe6r\n")

    problem = refusal(tmp_path, "a.md")

    assert (problem.code, problem.line) == ("file-not-utf8", 3)
    assert problem.values == {"offset": 8, "byte": "0xe5"}


def test_a_lesson_of_50_mb_is_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "a.md"
    with huge.open("wb") as opened:
        opened.truncate(50 * 1024 * 1024)  # sparse: reading it would still cost 50 MB

    problem = refusal(tmp_path, "a.md")

    assert problem.code == "file-too-big"
    assert "51200 KiB" in problem.what("en")


@pytest.mark.parametrize("relative", ["../secret", "a/../../secret", "/etc/hostname", "..\\secret"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, relative: str) -> None:
    (tmp_path / "secret").write_text("hemmelig")
    root = tmp_path / "course"
    (root / "a").mkdir(parents=True)

    assert refusal(root, relative).code == "path-outside"


def test_a_symbolic_link_may_stay_inside_but_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hemmelig")
    root = tmp_path / "course"
    root.mkdir()
    (root / "real.md").write_text("åpent", encoding="utf-8")
    (root / "inside.md").symlink_to("real.md")
    (root / "outside.md").symlink_to(tmp_path / "secret")
    (root / "loop.md").symlink_to("loop.md")

    assert read_text(root, "inside.md", LABEL, LESSON_MAX_BYTES) == "åpent"
    assert refusal(root, "outside.md").code == "path-outside"
    assert refusal(root, "loop.md").code == "file-unreadable"


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    assert refusal(tmp_path, "folder").code == "file-not-a-file"
    assert refusal(tmp_path, "pipe").code == "file-not-a-file"
    assert refusal(tmp_path, "nothing").code == "file-missing"
