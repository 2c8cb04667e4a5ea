"""Requests about courses and tests that are not carried out, each with its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lti_tool.errors import LtiToolError, Refused


class LearningRefused(Refused):
    """A learner, teacher or browser asked for something that may not, or cannot, be done."""

    catalogue = "learning"


class SessionOver(LearningRefused):
    """The token is unknown, too old or missing; opening the course again from the LMS mends it."""

    def __init__(self) -> None:
        super().__init__("session-over", status=401)


class NotThere(LearningRefused):
    """There is no such thing, or it is another person's: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("not-there", status=404)


class BadRequest(LearningRefused):
    """What the browser sent is not what the page sends."""

    def __init__(self, check: str = "bad-request", **values: str | int) -> None:
        super().__init__(check, status=400, **values)


class Conflict(LearningRefused):
    """It was possible once, but no longer: the test is handed in, no attempt remains."""

    def __init__(self, check: str, **values: str | int) -> None:
        super().__init__(check, status=409, **values)


class TooOften(LearningRefused):
    """Tried more often than a person would; waiting a little mends it."""

    def __init__(self, check: str) -> None:
        super().__init__(check, status=429)


class NotAllowed(LearningRefused):
    """The person may see this, but not do it."""

    def __init__(self, check: str) -> None:
        super().__init__(check, status=403)


class PlatformSaidNo(LearningRefused):
    """We asked the platform for somebody, and may not know."""

    def __init__(self, status: int) -> None:
        super().__init__("platform-said-no", status=424, answered=status)


class PlatformSilent(LearningRefused):
    """We asked the platform for somebody, and got no answer that we can read."""

    def __init__(self) -> None:
        super().__init__("platform-silent", status=424)


class Unopenable(LearningRefused):
    """A link that opens no course; the teacher is told what to do, the learner whom to tell."""

    def __init__(self, check: str, *, for_teacher: bool, **values: str | int) -> None:
        suffix = "" if for_teacher else "-learner"
        super().__init__(f"{check}{suffix}", status=404, **values)


class Unpackable(LearningRefused):
    """
    The course cannot become the package that was asked for.

    problems: what an author is to mend: `where` (may be empty), `what` and `mend`.
    """

    def __init__(self, problems: Sequence[Mapping[str, str]]) -> None:
        super().__init__("package-refused", status=422, count=len(problems))
        self.details = {"problems": list(problems)}


class NotPublishable(LtiToolError):
    """A course cannot be published as asked; the message says why and what to do."""
