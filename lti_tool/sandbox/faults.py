"""What tests switch on to see how the tool takes it. Nothing here happens by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


@dataclass(frozen=True, slots=True)
class ScoreFault:
    """
    How one POST of a score goes wrong.

    status: answered instead of 200; None to answer as always (late, with `delay_seconds`).
    takes_score: whether the score counts all the same, as when the answer is lost on its way.
    retry_after_seconds: for a `Retry-After` header.
    """

    status: int | None = None
    delay_seconds: float = 0
    takes_score: bool = False
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class TokenFault:
    """
    How ID tokens are spoilt.

    changes: claims replaced, or left out by `claims.MISSING`.
    key: signs under the platform's own `kid`.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    key: RSAPrivateKey | None = None
    algorithm: str = "RS256"
    header: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Faults:
    """scores: one fault for each coming score, in order. id_token: for all, until taken away."""

    scores: deque[ScoreFault] = field(default_factory=deque)
    id_token: TokenFault | None = None

    def next_score(self) -> ScoreFault:
        try:
            return self.scores.popleft()
        except IndexError:
            return ScoreFault()
