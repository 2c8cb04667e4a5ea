"""
What may stand in our addresses. Anything else is no address of ours: 404, before a query is made.

Werkzeug's own converters would let a NUL byte through, which PostgreSQL cannot even be asked about,
and digits of any script.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter


class RegistrationId(BaseConverter):
    regex = "[A-Za-z0-9]{1,32}"


class AttemptId(BaseConverter):
    regex = "[A-Za-z0-9_-]{1,32}"


class InvitationSecret(BaseConverter):
    regex = "[A-Za-z0-9_-]{16,64}"


class GrantId(BaseConverter):
    regex = "[0-9a-f]{1,32}"


class CourseId(BaseConverter):
    """Of a course or of anything in it that has an id for life."""

    regex = "[a-z][a-z0-9-]{0,63}"


class CertificateCode(BaseConverter):
    """As on paper: in groups or not, in capitals or not."""

    regex = "[0-9A-Za-z-]{12,20}"


class KeyId(BaseConverter):
    """An RFC 7638 thumbprint."""

    regex = "[A-Za-z0-9_-]{43}"


class Position(IntegerConverter):
    regex = "[0-9]{1,4}"


def init_app(app: Flask) -> None:
    """Before the blueprints: they name the converters."""
    app.url_map.converters.update(
        registration=RegistrationId,
        attempt=AttemptId,
        grant=GrantId,
        invitation=InvitationSecret,
        id=CourseId,
        position=Position,
        code=CertificateCode,
        kid=KeyId,
    )
