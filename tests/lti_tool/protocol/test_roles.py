from __future__ import annotations

import pytest

from lti_tool.protocol.roles import Roles, read_roles

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        ([LIS + "membership#Learner"], Roles(learner=True)),
        (["Learner"], Roles(learner=True)),
        (["Student"], Roles(learner=True)),
        ([LIS + "membership/Learner#GuestLearner"], Roles(learner=True)),
        ([LIS + "membership#Instructor"], Roles(instructor=True)),
        (["Instructor", "Learner"], Roles(learner=True, instructor=True)),
        ([""], Roles()),
        ([], Roles()),
        (["https://example.org/roles#Astronaut"], Roles()),
        ([LIS + "membership#Mentor"], Roles()),
    ],
)
def test_roles_come_in_many_spellings(names: list[str], roles: Roles) -> None:
    assert read_roles(names) == roles


def test_a_moodle_administrator_is_instructor_and_administrator() -> None:
    names = ["membership#Instructor", "institution/person#Administrator"]

    roles = read_roles([LIS + name for name in (*names, "system/person#Administrator")])

    assert roles == Roles(instructor=True, administrator=True)


@pytest.mark.parametrize("name", [LIS + "membership#Administrator", "Administrator"])
def test_who_administers_a_course_is_its_teacher_and_no_administrator(name: str) -> None:
    assert read_roles([name]) == Roles(instructor=True)
    assert read_roles([name, LIS + "membership#Instructor"]) == Roles(instructor=True)
    assert read_roles([name, LIS + "institution/person#Administrator"]) == Roles(
        instructor=True, administrator=True
    )


def test_an_account_administrator_who_takes_the_course_is_a_learner() -> None:
    roles = read_roles([LIS + "membership#Learner", LIS + "institution/person#Administrator"])

    assert roles == Roles(learner=True)


def test_a_teaching_assistant_is_no_instructor_unless_the_platform_says_so() -> None:
    assistant = LIS + "membership/Instructor#TeachingAssistant"

    assert read_roles([assistant]) == Roles()
    assert read_roles([assistant, LIS + "membership#Instructor"]) == Roles(instructor=True)


def test_the_institution_makes_learners_but_never_instructors() -> None:
    assert read_roles([LIS + "institution/person#Student"]) == Roles(learner=True)
    assert read_roles([LIS + "institution/person#Instructor"]) == Roles()
    assert read_roles([LIS + "institution/person#Faculty", LIS + "membership#Mentor"]) == Roles()
