from __future__ import annotations

import os
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from lti_tool.learning import archive
from lti_tool.learning.archive import NotArchivable, pack, unpack


def test_what_is_packed_comes_out_the_same(
    sample_course: Path, sample_localizations: Path, tmp_path: Path
) -> None:
    private = tmp_path / "private"
    (private / "eksempel").mkdir(parents=True)
    (private / "eksempel" / "prove.yaml").write_text("hemmelig")
    (private / "annet").mkdir()
    (private / "annet" / "prove.yaml").write_text("en annens")

    packed = pack("eksempel", sample_course, sample_localizations, private)
    unpacked = unpack(packed.data, packed.edition, tmp_path / "cache")
    folder = unpacked.folder

    for file in filter(Path.is_file, sample_course.rglob("*")):
        copy = folder / "courses" / "eksempel" / file.relative_to(sample_course)
        assert copy.read_bytes() == file.read_bytes()
    assert (folder / "localizations" / "fjellregionen" / "vik.yaml").is_file()
    assert (folder / "private" / "eksempel" / "prove.yaml").read_text() == "hemmelig"
    assert not (folder / "private" / "annet").exists()
    assert (unpacked.course, unpacked.private) == (
        folder / "courses" / "eksempel",
        folder / "private",
    )


@pytest.mark.parametrize("swept", ["", "private", "courses/eksempel/course.yaml"])
def test_what_was_swept_away_is_unpacked_again(
    sample_course: Path, tmp_path: Path, swept: str
) -> None:
    private = tmp_path / "private"
    (private / "eksempel").mkdir(parents=True)
    (private / "eksempel" / "prove.yaml").write_text("hemmelig")
    packed = pack("eksempel", sample_course, None, private)
    cache = tmp_path / "cache"
    unpacked = unpack(packed.data, packed.edition, cache)
    assert unpacked.is_whole()

    gone = unpacked.folder / swept
    gone.unlink() if gone.is_file() else shutil.rmtree(gone)
    assert not unpacked.is_whole()
    assert unpacked.private == unpacked.folder / "private"
    again = unpack(packed.data, packed.edition, cache)

    assert again == unpacked
    assert again.is_whole()
    assert [entry.name for entry in cache.iterdir()] == [packed.edition]
    assert not (again.folder / ".swept").exists()


def test_an_edition_is_named_by_content_alone(sample_course: Path) -> None:
    first = pack("eksempel", sample_course, None, None)
    for file in filter(Path.is_file, sample_course.rglob("*")):
        os.utime(file, (1, 1))
    (sample_course / ".DS_Store").write_text("x")
    (sample_course / "__pycache__").mkdir()
    (sample_course / "__pycache__" / "x.pyc").write_text("x")
    same = pack("eksempel", sample_course, None, None)
    (sample_course / "lessons" / "tabletter.nb.md").write_text("Noe annet.\n")
    other = pack("eksempel", sample_course, None, None)

    assert first == same
    assert other.edition != first.edition


def test_many_may_unpack_at_once(sample_course: Path, tmp_path: Path) -> None:
    packed = pack("eksempel", sample_course, None, None)
    cache = tmp_path / "cache"

    with ThreadPoolExecutor(8) as pool:
        unpacked = list(pool.map(lambda _: unpack(packed.data, packed.edition, cache), range(8)))

    assert {each.folder for each in unpacked} == {cache / packed.edition}
    assert all(each.is_whole() for each in unpacked)
    assert [entry.name for entry in cache.iterdir()] == [packed.edition]


def test_a_link_out_of_the_folder_is_not_followed(sample_course: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (sample_course / "media" / "link.svg").symlink_to(tmp_path / "secret")

    with pytest.raises(NotArchivable, match=r"link\.svg is no regular file"):
        pack("eksempel", sample_course, None, None)


def test_more_than_a_process_can_hold_is_refused(
    sample_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    with pytest.raises(NotArchivable, match="MiB at most"):
        pack("eksempel", sample_course, None, None)
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    with pytest.raises(NotArchivable, match="a course has 3 at most"):
        pack("eksempel", sample_course, None, None)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\..\\x"])
def test_an_archive_that_leaves_its_folder_is_refused_whole(name: str, tmp_path: Path) -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("courses/eksempel/course.yaml", "id: eksempel")
        file.writestr(name, "x")
    cache = tmp_path / "cache"

    with pytest.raises(NotArchivable):
        unpack(written.getvalue(), "0" * 64, cache)

    assert list(cache.iterdir()) == []
    assert not (tmp_path / "x").exists()
