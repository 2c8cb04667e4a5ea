"""The zip itself: the same members give the same bytes, and a failure leaves nothing."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm_builder.errors import CannotWrite, UnfitForProfile
from scorm_builder.package import EARLIEST, Member, checked, write_package

NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,8}(/[a-z0-9][a-z0-9._-]{0,8}[a-z0-9])?", fullmatch=True)


@given(
    contents=st.dictionaries(NAMES, st.binary(max_size=300), min_size=1, max_size=6),
    data=st.data(),
)
def test_members_in_any_order_give_the_same_package(
    tmp_path_factory: pytest.TempPathFactory, contents: dict[str, bytes], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("zip")
    members = [Member(name, content) for name, content in contents.items()]
    shuffled = data.draw(st.permutations(members))
    first = data.draw(st.sampled_from(sorted(contents)))

    one = write_package(checked(members, first=first), folder / "one.zip")
    other = write_package(checked(shuffled, first=first), folder / "other.zip")

    assert one == other
    with zipfile.ZipFile(folder / "one.zip") as archive:
        assert archive.namelist()[0] == first
        assert {name: archive.read(name) for name in archive.namelist()} == contents


def test_dates_and_modes_of_the_sources_do_not_reach_the_package(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"text")
    before = write_package([Member("a.txt", source)], tmp_path / "before.zip")
    source.chmod(0o600)
    os.utime(source, (time.time() + 1e6, time.time() + 1e6))

    after = write_package([Member("a.txt", source)], tmp_path / "after.zip")

    assert before == after
    with zipfile.ZipFile(tmp_path / "after.zip") as archive:
        assert archive.getinfo("a.txt").date_time == EARLIEST


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    out = tmp_path / "package.zip"

    digest = write_package([Member("a.txt", b"a" * 10_000)], out)

    assert digest == hashlib.sha256(out.read_bytes()).hexdigest()


def test_compressed_media_is_stored_and_text_is_deflated(tmp_path: Path) -> None:
    out = tmp_path / "package.zip"

    write_package([Member("a.txt", b"a" * 10_000), Member("b.png", b"b" * 10_000)], out)

    with zipfile.ZipFile(out) as archive:
        assert archive.getinfo("a.txt").compress_size < 1_000
        assert archive.getinfo("b.png").compress_size == 10_000


@pytest.mark.parametrize(
    "name", ["../up.txt", "/root.txt", "Stor.txt", "med mellomrom.txt", "æ.txt", "a\\b.txt", "./a"]
)
def test_names_that_an_lms_would_change_are_refused_by_name(name: str) -> None:
    with pytest.raises(UnfitForProfile) as refusal:
        checked([Member("index.html", b""), Member(name, b"")], first="index.html")

    assert name in refusal.value.text("nb")


def test_a_name_given_twice_is_refused() -> None:
    with pytest.raises(UnfitForProfile):
        checked([Member("a", b"1"), Member("a", b"2")], first="a")


def test_a_failure_half_way_leaves_the_old_package_and_no_remains(tmp_path: Path) -> None:
    out = tmp_path / "package.zip"
    write_package([Member("a.txt", b"old")], out)
    old = out.read_bytes()

    def failing() -> Iterator[Member]:
        yield Member("a.txt", b"new")
        yield Member("b.txt", tmp_path / "does-not-exist")

    with pytest.raises(CannotWrite):
        write_package(failing(), out)

    assert out.read_bytes() == old
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def test_an_interrupt_half_way_leaves_no_remains(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Member]:
        yield Member("a.txt", b"new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_package(interrupted(), tmp_path / "package.zip")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as refusal:
        write_package([Member("a", b"")], tmp_path / "nowhere" / "package.zip")

    assert "nowhere" in refusal.value.text("nb")
    assert "Nothing was left behind" in refusal.value.text("en")
