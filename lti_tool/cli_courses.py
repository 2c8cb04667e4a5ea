"""`lti-tool course`: which courses the tool serves, and in which version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from courseware.errors import CourseError, CourseNotReadable, InvalidCourse
from courseware.problems import Problem, Severity
from lti_tool.cli_tool import pass_tool
from lti_tool.learning import publishing
from lti_tool.learning.publishing import Added, Prepared
from lti_tool.storage import courses
from lti_tool.storage.audit import OPERATOR
from lti_tool.storage.courses import Version
from lti_tool.tool import Tool

_DONE = {
    Added.NEW: "Added {course} {version}.",
    Added.RENEWED: "{course} {version} was there; its local or private content is renewed.",
    Added.UNCHANGED: "{course} {version} was there already, with the same content.",
}


@click.group()
def course() -> None:
    """The courses that the tool serves; versions stand side by side."""


@course.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--localizations",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of regions and municipalities. [default: beside the folder of courses]",
)
@click.option("--activate", is_flag=True, help="Let people have this version at once.")
@pass_tool
def add(tool: Tool, folder: Path, localizations: Path | None, activate: bool) -> None:
    """
    Check the course in FOLDER and put it beside the versions that are there.

    Everything is copied into the database, local contacts and private question banks included;
    the folder is not needed afterwards. Nobody gets the version before it is activated.
    """
    now = tool.clock()
    try:
        prepared = publishing.prepare(
            folder,
            localizations or _beside(folder),
            tool.settings.private_content,
            today=now.date(),
        )
    except InvalidCourse as error:
        errors = [problem for problem in error.problems if problem.severity is Severity.ERROR]
        _list(errors)
        count = f"{len(errors)} {'problem' if len(errors) == 1 else 'problems'}"
        raise click.ClickException(f"{count} to mend before the course can be added.") from error
    except CourseNotReadable as error:
        problem = error.problem
        raise click.ClickException(f"{problem.what('en')} {problem.mend('en')}") from error
    except CourseError as error:
        raise click.ClickException(str(error)) from error
    added = publishing.add(tool.database, prepared, at=now, by=OPERATOR)
    edition = prepared.edition
    click.echo(_DONE[added].format(course=edition.course, version=edition.version))
    _say_about(prepared)
    if activate:
        publishing.activate(
            tool.database, edition.course, edition.version, at=tool.clock(), by=OPERATOR
        )
        click.echo(f"{edition.course} {edition.version} is active.")


@course.command("list")
@pass_tool
def list_courses(tool: Tool) -> None:
    """One line for each version: what it is now, and since when."""
    with tool.database.read() as session:
        versions = courses.versions(session)
    for version in versions:
        click.echo(f"{version.course}  {version.version}  {_state(version)}")
    if not versions:
        click.echo("No course has been added; `lti-tool course add FOLDER` adds one.")


@course.command()
@click.argument("course_id", metavar="COURSE")
@click.argument("version", required=False)
@click.option(
    "--previous", is_flag=True, help="Take the last activation back instead of naming a version."
)
@pass_tool
def activate(tool: Tool, course_id: str, version: str | None, previous: bool) -> None:
    """
    Let new visitors and new tests have this VERSION of the COURSE.

    Tests that are under way stay with the version they were started in. A retired version comes
    back by it.
    """
    if previous == (version is not None):
        raise click.UsageError("Name a version, or say --previous.")
    if version is None:
        version = publishing.activate_previous(
            tool.database, course_id, at=tool.clock(), by=OPERATOR
        ).version
    else:
        publishing.activate(tool.database, course_id, version, at=tool.clock(), by=OPERATOR)
    click.echo(f"{course_id} {version} is active.")


@course.command()
@click.argument("course_id", metavar="COURSE")
@click.argument("version")
@pass_tool
def retire(tool: Tool, course_id: str, version: str) -> None:
    """
    Offer this VERSION of the COURSE to nobody any more. Results stay.

    `activate` takes it back.
    """
    was_active = publishing.retire(tool.database, course_id, version, at=tool.clock(), by=OPERATOR)
    click.echo(f"{course_id} {version} is retired.")
    if was_active:
        click.echo(
            f"It was the active one: links to {course_id} now open a page that says so, "
            "until a version is activated."
        )


def _say_about(prepared: Prepared) -> None:
    offered = prepared.edition.localizations
    click.echo(f"Localizations: {', '.join(each.id for each in offered) or 'none'}.")
    for localization, problems in prepared.skipped:
        if "/" not in localization and {each.code for each in problems} == {"variable-unfilled"}:
            click.echo(
                f"Not offered by itself: {localization}. "
                f"Its municipalities fill in {len(problems)} more."
            )
            continue
        click.echo(f"Left out: {localization}, which does not fit this course:", err=True)
        _list(problems)
    if prepared.course.is_draft:
        click.echo("Nobody has approved the course: it is shown as a draft and certifies no one.")
    banks = [bank.id for bank in prepared.course.banks if bank.example]
    if banks:
        click.echo(
            f"Example questions in use: {', '.join(banks)}. Real ones come from "
            "KURSPAKKE_PRIVATE_CONTENT."
        )


def _list(problems: Sequence[Problem]) -> None:
    for problem in problems:
        line = f":{problem.line}" if problem.line else ""
        click.echo(f"{problem.file}{line}: {problem.what('en')}", err=True)
        click.echo(f"  {problem.mend('en')}", err=True)


def _beside(folder: Path) -> Path | None:
    beside = folder.resolve().parent.parent / "localizations"
    return beside if beside.is_dir() else None


def _state(version: Version) -> str:
    if version.retired_at is not None:
        return f"retired {version.retired_at:%Y-%m-%d}"
    if version.active and version.activated_at is not None:
        return f"active since {version.activated_at:%Y-%m-%d %H:%M} UTC"
    return f"added {version.added_at:%Y-%m-%d}"
