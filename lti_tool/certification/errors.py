"""Acts about a certificate that are not carried out, each with its own words."""

from __future__ import annotations

from lti_tool.errors import Refused


class ActRefused(Refused):
    """A sign-off, a decision or a request for proof that does not fit how things stand."""

    catalogue = "certification"

    def __init__(self, check: str, *, status: int = 409, **values: str | int) -> None:
        super().__init__(check, status=status, **values)
