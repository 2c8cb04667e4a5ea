"""`lti-tool retention`: how long results are kept."""

from __future__ import annotations

from collections.abc import Sequence

import click
from sqlalchemy.orm import Session

from lti_tool.certification.calendar import oslo_day
from lti_tool.cli_tool import pass_tool
from lti_tool.learning.forgetting import Due, due
from lti_tool.learning.retention import ANY, MONTHS, Rule, rule_for
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import audit, courses, platforms
from lti_tool.storage import retention as stored
from lti_tool.storage.audit import OPERATOR
from lti_tool.tool import Tool

_registration = click.option(
    "--registration",
    help="Only this platform, as `lti-tool platform list` shows it; goes with --deployment.",
)
_deployment = click.option("--deployment", help="The platform's deployment id.")
_course = click.option(
    "--course", "course_id", help="Only this course, as `lti-tool course list` shows it."
)
_yes = click.option("--yes", is_flag=True, help="Do not ask, even where results go at once.")
_dry_run = click.option(
    "--dry-run", is_flag=True, help="Say what would be deleted, and change nothing."
)


@click.group()
def retention() -> None:
    """How long results are kept; certificates keep by their own rule."""


@retention.command("set")
@_registration
@_deployment
@_course
@click.option(
    "--months",
    type=click.IntRange(MONTHS.start, MONTHS.stop - 1),
    required=True,
    help="Months after somebody was last in the course.",
)
@_dry_run
@_yes
@pass_tool
def set_(
    tool: Tool,
    registration: str | None,
    deployment: str | None,
    course_id: str | None,
    months: int,
    dry_run: bool,
    yes: bool,
) -> None:
    """
    Keep results so long, and no longer: the worker deletes them within the hour.

    The most exact rule counts: of a course in a deployment, of a deployment, of a course, of
    everything. What would be deleted now is said first.
    """
    with tool.database.read() as session:
        rule = Rule(_tenant(session, registration, deployment), _known(session, course_id), months)
        before = stored.rules(session)
        after = [*(each for each in before if each.key != rule.key), rule]
        going = _newly_due(tool, session, before, after)
    _say_first(tool, going, dry_run=dry_run, yes=yes)
    if dry_run:
        return
    with tool.database.begin() as session:
        stored.set_rule(session, rule)
        _note(session, tool, "retention.set", rule)
    click.echo(f"Set: {_line(rule)}.")


@retention.command("list")
@pass_tool
def list_rules(tool: Tool) -> None:
    """What is set, one line each."""
    with tool.database.read() as session:
        found = stored.rules(session)
    for rule in found:
        click.echo(_line(rule))
    if not found:
        click.echo("Nothing is set: results are kept until somebody deletes them.")


@retention.command("due")
@pass_tool
def show_due(tool: Tool) -> None:
    """What the worker deletes next, and how much stays because it is not finished."""
    with tool.database.read() as session:
        found = due(session, stored.rules(session), tool.clock())
    for each in found:
        click.echo(_due_line(tool, each))
    if not found:
        click.echo("Nothing is due.")


@retention.command()
@_registration
@_deployment
@_course
@_dry_run
@_yes
@pass_tool
def clear(
    tool: Tool,
    registration: str | None,
    deployment: str | None,
    course_id: str | None,
    dry_run: bool,
    yes: bool,
) -> None:
    """
    Take back what was set for exactly these results.

    A less exact rule counts again, if there is one; what that deletes now is said first.
    """
    key = _key(registration, deployment), course_id or ANY
    with tool.database.read() as session:
        before = stored.rules(session)
        rule = next((each for each in before if each.key == key), None)
        if rule is None:
            raise click.ClickException(
                "Nothing is set for exactly these; `lti-tool retention list` shows what is."
            )
        after = [each for each in before if each != rule]
        going = _newly_due(tool, session, before, after)
    _say_first(tool, going, dry_run=dry_run, yes=yes)
    if dry_run:
        return
    with tool.database.begin() as session:
        stored.clear_rule(session, rule)
        _note(session, tool, "retention.clear", rule)
    click.echo(f"Cleared: {_line(rule)}.")


def _newly_due(
    tool: Tool, session: Session, before: Sequence[Rule], after: Sequence[Rule]
) -> list[Due]:
    """What goes by another rule than before."""
    return [
        each
        for each in due(session, after, tool.clock())
        if each.people and rule_for(before, each.tenant, each.course) != each.rule
    ]


def _say_first(tool: Tool, going: Sequence[Due], *, dry_run: bool, yes: bool) -> None:
    for each in going:
        click.echo(_due_line(tool, each))
    if dry_run:
        click.echo("Nothing is changed." if going else "Nothing would be deleted now.")
    elif going and not yes:
        click.confirm(
            "The worker deletes that within the hour, and it cannot be undone. Go on?", abort=True
        )


def _key(registration: str | None, deployment: str | None) -> str:
    if (registration is None) != (deployment is None):
        raise click.UsageError("--registration and --deployment go together.")
    return Tenant(registration, deployment).key if registration and deployment else ANY


def _tenant(session: Session, registration: str | None, deployment: str | None) -> str:
    key = _key(registration, deployment)
    if key != ANY and not platforms.is_known(session, Tenant.from_key(key)):
        raise click.UsageError(
            f"There is no deployment {deployment} of {registration}; see `platform show`."
        )
    return key


def _known(session: Session, course_id: str | None) -> str:
    if course_id is None:
        return ANY
    if course_id not in {version.course for version in courses.versions(session)}:
        raise click.UsageError(f"There is no course {course_id}; see `course list`.")
    return course_id


def _note(session: Session, tool: Tool, act: str, rule: Rule) -> None:
    audit.record(
        session,
        act,
        rule.course or "every course",
        at=tool.clock(),
        by=OPERATOR,
        tenant=rule.tenant,
        months=rule.months,
    )


def _line(rule: Rule) -> str:
    months = "1 month" if rule.months == 1 else f"{rule.months} months"
    what = rule.course or "every course"
    return f"{what} in {rule.tenant or 'every deployment'}: {months} after the last visit"


def _due_line(tool: Tool, each: Due) -> str:
    day = oslo_day(each.rule.keeps_since(tool.clock()))
    whose = "1 person" if each.people == 1 else f"{each.people} people"
    stay = f"; {each.unfinished} more not finished, which stay" if each.unfinished else ""
    return f"{each.course} in {each.tenant}: {whose} last there before {day}{stay}"
