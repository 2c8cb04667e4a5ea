"""
What people think of a course, as numbers alone: who answered what is written nowhere.

Nobody may read one person's answer out of the difference between two looks, so what may be told
moves on only at every fifth answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.storage.database import Base, lock


class EvaluationRow(Base):
    __tablename__ = "evaluation"

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    localization: Mapped[str] = mapped_column(String(130), primary_key=True)
    """`""` for the shared course."""
    answered: Mapped[int]
    told: Mapped[int]


class OpinionRow(Base):
    __tablename__ = "opinion"

    tenant: Mapped[str] = mapped_column(String(300), primary_key=True)
    course: Mapped[str] = mapped_column(String(64), primary_key=True)
    localization: Mapped[str] = mapped_column(String(130), primary_key=True)
    question: Mapped[str] = mapped_column(String(64), primary_key=True)
    option: Mapped[str] = mapped_column(String(64), primary_key=True)
    counted: Mapped[int]
    told: Mapped[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """The course as one workplace of a tenant has it."""

    tenant: str
    course: str
    localization: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.tenant, self.course, self.localization


@dataclass(frozen=True, slots=True)
class Told:
    """
    answered: how many people's answers are in it.
    counts: by question and option id; an option that nobody chose is left out.
    """

    answered: int
    counts: Mapping[tuple[str, str], int]


def add(session: Session, asked: Asked, chosen: Mapping[str, str], *, step: int) -> None:
    """Count one person's answers; at every `step`th person all that is counted may be told."""
    lock(session, " ".join(("evaluation", *asked.key)))
    total = session.get(EvaluationRow, asked.key, populate_existing=True)
    if total is None:
        total = EvaluationRow(
            tenant=asked.tenant,
            course=asked.course,
            localization=asked.localization,
            answered=0,
            told=0,
        )
        session.add(total)
    total.answered += 1
    for question, option in chosen.items():
        row = session.get(OpinionRow, (*asked.key, question, option), populate_existing=True)
        if row is None:
            row = OpinionRow(
                tenant=asked.tenant,
                course=asked.course,
                localization=asked.localization,
                question=question,
                option=option,
                counted=0,
                told=0,
            )
            session.add(row)
        row.counted += 1
    session.flush()
    if total.answered % step == 0:
        total.told = total.answered
        row_of = OpinionRow
        of_these = (
            row_of.tenant == asked.tenant,
            row_of.course == asked.course,
            row_of.localization == asked.localization,
        )
        session.execute(update(row_of).where(*of_these).values(told=row_of.counted))
        session.flush()


def told(session: Session, asked: Asked) -> Told:
    total = session.get(EvaluationRow, asked.key)
    query = select(OpinionRow).where(
        OpinionRow.tenant == asked.tenant,
        OpinionRow.course == asked.course,
        OpinionRow.localization == asked.localization,
        OpinionRow.told > 0,
    )
    counts = {(row.question, row.option): row.told for row in session.scalars(query)}
    return Told(total.told if total else 0, counts)
