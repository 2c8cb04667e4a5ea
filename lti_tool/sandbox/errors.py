"""
What the sandbox refuses. Its messages are for developers of tools, so they are in English.

SandboxError
├── AuthRefused       an authentication request so wrong that nothing may go back to the tool
├── UntrustedToolJwt  the tool signed something that we cannot trust
├── TokenRefused      the token endpoint says no; `code` is OAuth's
└── ServiceRefused    a grade or member service says no, with an HTTP status
"""

from __future__ import annotations


class SandboxError(Exception):
    """Anything the platform refuses."""


class AuthRefused(SandboxError):
    """Shown as the platform's own error page, where the tool would have been (Moodle does so)."""


class UntrustedToolJwt(SandboxError):
    """The message says which check failed."""


class TokenRefused(SandboxError):
    """RFC 6749, 5.2."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.code = code
        self.status = status


class RegistrationRefused(SandboxError):
    """A tool may not be registered; the message is Moodle's own word for it where it has one."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class ServiceRefused(SandboxError):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
