"""A new version of the shared course against every local edition: who is touched, nothing lost."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from courseware import locate
from courseware.layering import lesson_hash
from courseware.loading import load_course
from scorm_builder.terminal import EXIT_FILES, EXIT_MEND, EXIT_USAGE
from tests.scorm_builder.full_disk import on_a_full_disk
from tests.scorm_builder.test_cli import run, run_json

CHANGED = ("nar-noe-gar-galt", "varsling", "lonn-og-ferie")
LANGUAGES = ("nb", "nn")
OWN = "Hos oss ringer du vakta først."

# Seven municipalities by what they do with the three lessons that change.
SEVEN = {
    "alfa": {},
    "bravo": {"replace": ["nar-noe-gar-galt"]},
    "charlie": {"replace": ["varsling", "lonn-og-ferie"]},
    "delta": {"replace": ["klart-sprak"]},
    "echo": {"hide": ["sykefravaer-over-tid"]},
    "foxtrot": {"replace": ["lonn-og-ferie"], "hide": ["sykefravaer-over-tid"]},
    "golf": {},
}


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The introduction course as it is in use."""
    return copytree(
        locate.content() / "courses" / "introduction", tmp_path / "courses" / "introduction"
    )


@pytest.fixture
def newer(shared: Path, tmp_path: Path) -> Path:
    """Its next version, in which three lessons read otherwise."""
    folder = copytree(shared, tmp_path / "new" / "introduction")
    for lesson in CHANGED:
        for language in LANGUAGES:
            file = folder / "lessons" / f"{lesson}.{language}.md"
            file.write_text(
                file.read_text(encoding="utf-8") + "\nNytt av året.\n", encoding="utf-8"
            )
    return folder


@pytest.fixture
def region(shared: Path, tmp_path: Path) -> Path:
    """A region with seven municipalities and their own words."""
    localizations = tmp_path / "localizations"
    folder = localizations / "fjellregionen"
    (folder / "lessons").mkdir(parents=True)
    source = locate.content() / "localizations" / "kongsbergregionen"
    (folder / "region.yaml").write_text((source / "region.yaml").read_text(encoding="utf-8"))
    course = load_course(shared)
    lessons = {lesson.id: lesson for lesson in course.lessons()}
    base = (source / "kongsberg.yaml").read_text(encoding="utf-8").split("  medication:")[0]
    for name, local in SEVEN.items():
        text = base.replace("Kongsberg kommune", f"{name.title()} kommune")
        if local.get("hide"):
            text += f"    hide: [{', '.join(local['hide'])}]\n"
        if local.get("replace"):
            text += "    replace:\n"
        for lesson in local.get("replace", ()):
            text += f"      - lesson: {lesson}  # vårt eget\n        files:\n"
            for language in LANGUAGES:
                path = f"lessons/{name}-{lesson}.{language}.md"
                text += f"          {language}: {path}\n"
                body = lessons[lesson].body[language]
                (folder / path).write_text(f"{OWN}\n\n{body}", encoding="utf-8")
            text += f"        replaces: {lesson_hash(lessons[lesson])}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return localizations


def texts(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}


def touched(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {e["id"].split("/")[1]: e["conflicts"] for e in answer["editions"] if e["touched"]}


def test_it_says_exactly_which_of_seven_are_touched_and_writes_nothing(
    shared: Path, newer: Path, region: Path
) -> None:
    before = texts(region)

    code, answer = run_json("update", shared, "--from", newer)

    assert code == EXIT_MEND
    assert set(answer["changed"]) == set(CHANGED)
    assert len(answer["editions"]) == 7
    assert touched(answer) == {
        "bravo": ["nar-noe-gar-galt"],
        "charlie": ["varsling", "lonn-og-ferie"],
        "foxtrot": ["lonn-og-ferie"],
    }
    receives = {e["id"].split("/")[1]: set(e["receives"]) for e in answer["editions"]}
    assert receives["alfa"] == receives["delta"] == set(CHANGED)
    assert receives["charlie"] == {"nar-noe-gar-galt"}
    assert texts(region) == before


def test_each_conflict_shows_both_changes_and_the_proposal_keeps_both(
    shared: Path, newer: Path, region: Path
) -> None:
    _, answer = run_json("update", shared, "--from", newer)

    assert len(answer["conflicts"]) == 4
    for conflict in answer["conflicts"]:
        for language in LANGUAGES:
            assert "+ Nytt av året." in conflict["shared"][language]
            assert OWN in conflict["proposal"][language]
            assert "Nytt av året." in conflict["proposal"][language]


def test_accepting_changes_the_recorded_hashes_and_not_another_byte(
    shared: Path, newer: Path, region: Path
) -> None:
    before = texts(region)

    code, answer = run_json("update", shared, "--from", newer, "--accept", "lonn-og-ferie")

    after = texts(region)
    assert code == EXIT_MEND
    assert sum(conflict["accepted"] for conflict in answer["conflicts"]) == 2
    assert {name for name in before if before[name] != after[name]} == {
        "fjellregionen/charlie.yaml",
        "fjellregionen/foxtrot.yaml",
    }
    hashes = re.compile(rb"[0-9a-f]{64}")
    for name in before:
        assert hashes.sub(b"#", before[name]) == hashes.sub(b"#", after[name])


def test_when_all_is_accepted_nothing_waits_and_every_municipality_builds_on_the_new_version(
    shared: Path, newer: Path, region: Path
) -> None:
    words = [word for lesson in CHANGED for word in ("--accept", lesson)]
    first, _ = run_json("update", shared, "--from", newer, *words)
    again, answer = run_json("update", shared, "--from", newer)

    assert (first, again) == (0, 0)
    assert touched(answer) == {}
    for name in SEVEN:
        result = run(
            "validate", newer, "--localization", f"fjellregionen/{name}",
            "--localizations", region,
        )  # fmt: skip
        assert result.exit_code == 0, result.stderr


def test_a_lesson_that_is_gone_leaves_its_local_text_in_a_conflict_that_cannot_be_accepted(
    shared: Path, newer: Path, region: Path
) -> None:
    course = newer / "course.yaml"
    text = course.read_text(encoding="utf-8")
    entry = re.search(r"      - id: klart-sprak\n(?:        .*\n)+", text)
    assert entry
    course.write_text(text.replace(entry[0], ""), encoding="utf-8")
    run("register", newer)

    _, answer = run_json("update", shared, "--from", newer)
    refused = run("update", shared, "--from", newer, "--accept", "klart-sprak")

    assert "klart-sprak" in touched(answer)["delta"]
    assert next(c["gone"] for c in answer["conflicts"] if c["lesson"] == "klart-sprak")
    assert refused.exit_code == EXIT_USAGE


def test_a_disk_that_is_full_at_the_last_file_leaves_every_file_as_it_was(
    shared: Path, newer: Path, region: Path
) -> None:
    """Of two files that are to be changed, the one that is written last has no room."""
    first, last = (region / "fjellregionen" / f"{name}.yaml" for name in ("charlie", "foxtrot"))
    room = first.stat().st_size
    last.write_bytes(last.read_bytes() + b"# " + b"x" * room)
    before = texts(region)
    words = ["update", shared, "--from", newer, "--accept", "lonn-og-ferie"]

    ((code, said),) = on_a_full_disk([words], room_bytes=room)

    assert (code, said["error"]["code"]) == (EXIT_FILES, "cannot-write")
    assert str(last) in said["error"]["message"]
    assert texts(region) == before


def test_another_course_is_no_new_version(shared: Path, region: Path) -> None:
    other = locate.content() / "courses" / "medication"

    result = run("update", shared, "--from", other)

    assert result.exit_code == EXIT_USAGE
    assert "medication" in result.stderr
