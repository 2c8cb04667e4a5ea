"""
The pictures of a test's questions, inside the questions themselves.

A picture of a certify bank has no address that anybody could keep, guess or pass on: it comes with
the attempt that asks for it, and with no other.
"""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any

_SOURCE = re.compile(r'\bsrc="(media/[^"]+)"')


def with_pictures(item: Any, read: Callable[[str], bytes]) -> Any:
    """The public item with every `media/…` replaced by what it holds. read: the file's bytes."""
    match item:
        case str():
            return _SOURCE.sub(lambda found: f'src="{_inlined(found[1], read)}"', item)
        case dict():
            return {key: with_pictures(value, read) for key, value in item.items()}
        case list():
            return [with_pictures(value, read) for value in item]
    return item


def _inlined(path: str, read: Callable[[str], bytes]) -> str:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(read(path)).decode()}"
