from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli import main
from lti_tool.settings import TABLE
from lti_tool.storage import audit
from lti_tool.storage.database import Database
from tests.sample_course import swap


@pytest.fixture
def environ(database_url: str) -> dict[str, str | None]:
    unset: dict[str, str | None] = {row.name: None for row in TABLE}
    return unset | {"DATABASE_URL": database_url, "KURSPAKKE_DEVELOPMENT": "on"}


def run(environ: dict[str, str | None], *arguments: str) -> Result:
    return CliRunner().invoke(main, ["course", *arguments], env=environ)


def test_a_course_is_added_activated_and_listed(
    environ: dict[str, str | None], sample_course: Path, sample_localizations: Path
) -> None:
    added = run(environ, "add", str(sample_course))
    activated = run(environ, "activate", "eksempel", "1.2.0")
    listed = run(environ, "list")

    assert added.exit_code == 0, added.output
    assert "Added eksempel 1.2.0." in added.output
    assert "Localizations: fjellregionen, fjellregionen/vik." in added.output
    assert "Example questions in use: prove." in added.output
    assert activated.output == "eksempel 1.2.0 is active.\n"
    assert listed.output.startswith("eksempel  1.2.0  active since ")


def test_a_region_that_leaves_values_to_its_municipalities_is_no_fault(
    environ: dict[str, str | None], sample_course: Path, sample_localizations: Path
) -> None:
    region = sample_localizations / "fjellregionen" / "region.yaml"
    swap(region, "      kontakt_navn: Regionens kontakt\n", "")

    added = run(environ, "add", str(sample_course))

    assert "Localizations: fjellregionen/vik." in added.output
    assert (
        "Not offered by itself: fjellregionen. Its municipalities fill in 1 more." in added.output
    )
    assert "Left out" not in added.output


def test_an_empty_tool_says_how_to_begin(environ: dict[str, str | None]) -> None:
    assert "`lti-tool course add FOLDER`" in run(environ, "list").output


def test_every_problem_is_listed_with_file_and_line(
    environ: dict[str, str | None], sample_course: Path, database: Database
) -> None:
    swap(sample_course / "course.yaml", "minutes: 20", "minutes: mange")
    swap(sample_course / "questions" / "ovelse.yaml", "value: 2.5", "value: mye")

    result = run(environ, "add", str(sample_course), "--activate")

    assert result.exit_code == 1
    assert "eksempel/course.yaml:8: " in result.output
    assert "eksempel/questions/ovelse.yaml:" in result.output
    assert "2 problems to mend before the course can be added." in result.output
    assert "No course has been added" in run(environ, "list").output


def test_a_missing_folder_is_one_sentence(environ: dict[str, str | None], tmp_path: Path) -> None:
    result = run(environ, "add", str(tmp_path / "nothing"))

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1


def test_the_same_version_with_another_content_is_refused(
    environ: dict[str, str | None], sample_course: Path
) -> None:
    run(environ, "add", str(sample_course))
    swap(sample_course / "lessons" / "tabletter.nb.md", "Dosen", "Mengden")

    result = run(environ, "add", str(sample_course))

    assert result.exit_code == 1
    assert "Raise `version` in course.yaml" in result.output


def test_an_activation_is_taken_back(environ: dict[str, str | None], sample_course: Path) -> None:
    run(environ, "add", str(sample_course), "--activate")
    swap(sample_course / "course.yaml", "version: 1.2.0", "version: 1.3.0")
    run(environ, "add", str(sample_course), "--activate")

    result = run(environ, "activate", "eksempel", "--previous")

    assert result.output == "eksempel 1.2.0 is active.\n"
    assert run(environ, "activate", "eksempel").exit_code == 2
    assert run(environ, "activate", "eksempel", "1.2.0", "--previous").exit_code == 2


def test_retiring_the_active_version_says_what_people_meet(
    environ: dict[str, str | None], sample_course: Path, database: Database
) -> None:
    run(environ, "add", str(sample_course), "--activate")

    result = run(environ, "retire", "eksempel", "1.2.0")

    assert "links to eksempel now open a page that says so" in result.output
    assert "retired" in run(environ, "list").output
    with database.read() as session:
        assert {entry.actor for entry in audit.entries(session)} == {"command line"}


def test_real_questions_come_from_the_private_folder(
    environ: dict[str, str | None], sample_course: Path, tmp_path: Path
) -> None:
    private = tmp_path / "private"
    (private / "eksempel").mkdir(parents=True)
    bank = (sample_course / "questions" / "prove.yaml").read_text(encoding="utf-8")
    (private / "eksempel" / "prove.yaml").write_text(
        bank.replace("example: true\n", ""), encoding="utf-8"
    )

    result = run(environ | {"KURSPAKKE_PRIVATE_CONTENT": str(private)}, "add", str(sample_course))

    assert result.exit_code == 0, result.output
    assert "Example questions" not in result.output


def test_a_draft_is_said_to_be_one(environ: dict[str, str | None], sample_course: Path) -> None:
    swap(
        sample_course / "course.yaml",
        "approval: {name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}\n",
        "",
    )

    assert "certifies no one" in run(environ, "add", str(sample_course)).output
