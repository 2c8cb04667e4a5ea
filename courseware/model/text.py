"""Texts of a course, in its languages."""

from __future__ import annotations

from collections.abc import Mapping

Language = str
"""A BCP 47 tag that courses may be written in: `nb`, `nn` or `en`."""

LocalText = Mapping[Language, str]
"""One text in every language of its course."""
