"""
Headers that every answer carries.

A page may be framed only by the embed origins of the platform that it belongs to; by nobody where
no view says otherwise. Nothing is cached unless a view says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from flask import Flask, Response, g

from lti_tool.tool import current_tool

_PERMISSIONS = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", ", ".join(f"{name}=()" for name in _PERMISSIONS)),
)
_HSTS = ("Strict-Transport-Security", "max-age=31536000")


def init_app(app: Flask) -> None:
    app.after_request(_secure)


def framed_by(origins: Sequence[str]) -> None:
    """Let these origins frame the page of this request: a registration's embed origins."""
    g.frame_ancestors = tuple(origins)


def framed_by_anyone() -> None:
    """Only for pages without data and without anything to press: errors."""
    g.frame_ancestors = ("*",)


def posts_to(*origins: str) -> None:
    """Let a form of this page be sent to these origins, too: the platform, with what was picked."""
    g.form_targets = origins


def _secure(response: Response) -> Response:
    headers = response.headers
    policy = _policy(tuple(g.get("frame_ancestors", ())), tuple(g.get("form_targets", ())))
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("Cache-Control", "no-store")
    headers.extend(_ALWAYS)
    if current_tool().settings.is_https:
        headers.add(*_HSTS)
    return response


@lru_cache(maxsize=256)
def _policy(frame_ancestors: tuple[str, ...], form_targets: tuple[str, ...]) -> str:
    ancestors = frame_ancestors or ("'none'",)
    targets = ("'self'", *form_targets)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",  # Designsystemet draws its icons as data: images
            "media-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            f"form-action {' '.join(targets)}",
            f"frame-ancestors {' '.join(ancestors)}",
        )
    )
