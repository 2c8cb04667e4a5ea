"""A person waits while we ask the platform: what it did not answer, in words for that person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from lti_tool.errors import MembersRefused, OutgoingError, ResultsRefused, TokenRefused
from lti_tool.learning.errors import PlatformSaidNo, PlatformSilent

log = structlog.get_logger(__name__)


@contextmanager
def asking_the_platform() -> Iterator[None]:
    """Never inside a transaction: a platform may take half a minute."""
    try:
        yield
    except (MembersRefused, ResultsRefused, TokenRefused) as error:
        log.warning("platform refused", reason=str(error))
        raise PlatformSaidNo(error.status) from error
    except OutgoingError as error:
        log.warning("platform silent", reason=str(error))
        raise PlatformSilent from error
