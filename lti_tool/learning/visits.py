"""From a verified launch to a visit: which page, which placement, in whose language."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.learning.errors import NotAllowed, SessionOver, Unopenable
from lti_tool.learning.grants import Act
from lti_tool.learning.placements import BrokenLink, Choice, Placement, Seat, name_in, read_custom
from lti_tool.learning.rights import rights_of
from lti_tool.learning.sessions import Page, Token, Visit
from lti_tool.protocol.grades import takes_scores
from lti_tool.protocol.launch import (
    DATA_PRIVACY,
    DEEP_LINKING,
    RESOURCE_LINK,
    SUBMISSION_REVIEW,
    Launch,
)
from lti_tool.protocol.registration import Tenant
from lti_tool.storage import courses, platforms, progress, sessions
from lti_tool.storage.courses import Edition
from lti_tool.storage.database import Database
from lti_tool.storage.placements import keep_placement, placement_id, placement_of
from lti_tool.storage.progress import Column
from lti_tool.texts import language_for

_LAUNCH_BYTES = 12
_PAGES = {
    DEEP_LINKING: Page.DEEP_LINK,
    SUBMISSION_REVIEW: Page.REVIEW,
    DATA_PRIVACY: Page.PRIVACY,
}


def open_visit(session: Session, launch: Launch, *, now: datetime) -> tuple[Token, Visit]:
    """
    Keep the visit that this launch begins; the token is for the browser.

    Raises Unopenable where there is no course to open, in words for teacher or learner, and
    NotAllowed where the platform says less of the person than the page asks for.
    """
    teaches = launch.roles.instructor or launch.roles.administrator
    _refuse_without_role(launch, teaches=teaches)
    default = _default_localization(session, launch)
    place = None
    if launch.resource_link_id:
        place = _place(session, launch, default, now, teaches=teaches)
    page = _PAGES.get(launch.message_type) or _course_page(session, launch, place, now)
    opens_course = launch.message_type == RESOURCE_LINK
    is_learner = opens_course and launch.roles.learner and not teaches
    token = Token.new(launch.tenant.key)
    visit = Visit(
        tenant=launch.tenant.key,
        launch=f"{page.value}-{secrets.token_urlsafe(_LAUNCH_BYTES)}",
        person=launch.sub,
        page=page,
        is_learner=is_learner,
        is_teacher=launch.roles.instructor,
        is_administrator=launch.roles.administrator,
        placement=place[0].id if place else None,
        language=_language(session, launch, place, default),
        platform_name=launch.platform_name,
        about=launch.about,
        return_url=launch.return_url,
        deep_linking=launch.deep_linking,
        opened_at=now,
        used_at=now,
        line_item=launch.line_item if teaches else None,
        ags_scopes=launch.ags_scopes if teaches else frozenset(),
    )
    sessions.open_visit(session, token, visit)
    if place and is_learner:
        column = None
        if launch.line_item is not None and takes_scores(launch.line_item, launch.ags_scopes):
            column = Column(launch.line_item, launch.ags_scopes)
        whose = Seat(place[0], launch.sub).whose
        name = launch.name or name_in(launch.custom)
        progress.arrive(session, whose, name=name, language=visit.language, column=column, at=now)
    return token, visit


def _course_page(
    session: Session, launch: Launch, place: tuple[Placement, Edition] | None, now: datetime
) -> Page:
    if place is None:
        return Page.COURSE
    rights = rights_of(session, launch.roles, place[0], launch.sub, now=now)
    return Page.TEACHER if rights.may(Act.SEE_RESULTS) else Page.COURSE


def _refuse_without_role(launch: Launch, *, teaches: bool) -> None:
    kind = launch.message_type
    if kind == DEEP_LINKING and not teaches:
        raise NotAllowed("picking-is-for-teachers")
    own = launch.about == launch.sub  # Moodle's own report leads a learner to hers
    if kind == SUBMISSION_REVIEW and not launch.roles.instructor and not own:
        raise NotAllowed("review-is-for-teachers")
    if kind == DATA_PRIVACY and not launch.roles.administrator:
        raise NotAllowed("privacy-is-for-administrators")


def go_on(database: Database, token_text: str, *, now: datetime) -> Visit:
    """
    The visit that a request belongs to. Raises SessionOver.

    Writes, and may wait for others who do, once a minute at most: when the time of last use moves.
    """
    token = Token.parse(token_text)
    if token is None:
        raise SessionOver
    with database.read() as session:
        visit = sessions.find_visit(session, token)
        if (
            visit is None
            or visit.is_over(now)
            or not platforms.is_known(session, Tenant.from_key(visit.tenant))
        ):
            raise SessionOver
    if visit.needs_touch(now):
        with database.begin() as session:
            sessions.touch_visit(session, token, at=now)
    return visit


def seat_of(session: Session, visit: Visit) -> Seat:
    """
    The visitor's place. Raises NotAllowed where the visit is for picking content, SessionOver
    where the link has been given another course since the learner opened it.
    """
    place = placement_of(session, visit.tenant, visit.placement) if visit.placement else None
    if place is None:
        raise NotAllowed("not-in-a-course")
    seat = Seat(place, visit.person)
    if visit.is_learner and not progress.is_kept(session, seat.whose):
        raise SessionOver
    return seat


def _place(
    session: Session, launch: Launch, default: str | None, now: datetime, *, teaches: bool
) -> tuple[Placement, Edition]:
    assert launch.resource_link_id is not None  # noqa: S101 - a launch without one is rejected
    try:
        choice = read_custom(launch.custom, default)
    except BrokenLink as error:
        raise Unopenable("link-broken", for_teacher=teaches, parameter=error.parameter) from error
    known = placement_of(session, launch.tenant.key, placement_id(launch.resource_link_id))
    if choice is None and known is not None:
        choice = known.choice  # made without a choice, or a message that does not repeat it
    if choice is None:
        active = courses.active_editions(session)
        if len(active) != 1:
            raise Unopenable("nothing-chosen", for_teacher=teaches)
        choice, edition = Choice(active[0].course, default), active[0]
    else:
        found = courses.active_edition(session, choice.course)
        if found is None:
            raise Unopenable("course-not-active", for_teacher=teaches, course=choice.course)
        edition = found
    if choice.localization is not None and choice.localization not in {
        offered.id for offered in edition.localizations
    }:
        raise Unopenable(
            "localization-not-there", for_teacher=teaches, localization=choice.localization
        )
    if known is not None and launch.message_type == SUBMISSION_REVIEW:
        return known, edition  # a look at one result changes nothing
    place = keep_placement(
        session,
        launch.tenant.key,
        launch.resource_link_id,
        choice,
        memberships_url=launch.memberships_url,
        context=launch.context,
        at=now,
    )
    return place, edition


def _default_localization(session: Session, launch: Launch) -> str | None:
    """Also notes which product the platform is, where nobody had said so."""
    registration = platforms.get(session, launch.tenant.registration_id)
    if registration and registration.family is None and launch.family is not None:
        platforms.learn_family(session, registration.id, launch.family)
    return registration.deployments.get(launch.tenant.deployment_id) if registration else None


def _language(
    session: Session,
    launch: Launch,
    place: tuple[Placement, Edition] | None,
    default: str | None,
) -> str:
    """
    The person's own, else the municipality's, else that of the deployment's localization.

    Moodle's `no` says Norwegian, but not which: there the municipality decides.
    """
    offering = courses.active_editions(session) if place is None else [place[1]]
    languages = {each.id: each.language for edition in offering for each in edition.localizations}
    chosen = place[0].choice.localization if place else None
    local = languages.get(chosen or default or "")
    locale = launch.locale
    norwegian = (locale or "no").replace("_", "-").lower().partition("-")[0] == "no"
    return language_for(local, locale) if norwegian else language_for(locale, local)
