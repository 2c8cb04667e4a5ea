"""The state's text: the vectors that the player meets too, and the page that describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.state_text import Best, Check, Current, State, TestState, encode, storable

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests" / "vectors" / "state.json").read_text(encoding="utf-8"))


def state_of(plain: dict[str, Any]) -> State:
    return State(
        language=plain["language"],
        at=plain["at"],
        seen=frozenset(plain["seen"]),
        checks={int(number): Check(**check) for number, check in plain["checks"].items()},
        boxes={int(number): tuple(ticks) for number, ticks in plain["boxes"].items()},
        tests={int(number): _test_of(test) for number, test in plain["tests"].items()},
        group=plain.get("group"),
        path=plain.get("path"),
    )


def _test_of(plain: dict[str, Any]) -> TestState:
    current = plain["current"]
    return TestState(
        attempts=plain["attempts"],
        best=plain["best"] and Best(**plain["best"]),
        current=current
        and Current(
            form=current["form"],
            stamp=current["stamp"],
            started=current["started"],
            marked=frozenset(current["marked"]),
            responses=tuple(current["responses"]),
        ),
    )


@pytest.mark.parametrize("vector", VECTORS["encode"], ids=lambda vector: vector["name"])
def test_python_writes_what_the_player_writes(vector: dict[str, Any]) -> None:
    assert encode(state_of(vector["state"])) == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["storable"], ids=lambda vector: repr(vector["response"]))
def test_a_response_is_stored_as_the_player_stores_it(vector: dict[str, Any]) -> None:
    assert storable(vector["response"]) == vector["stored"]


@given(st.text(max_size=40))
def test_a_stored_response_is_plain_holds_no_separator_and_never_grows(response: str) -> None:
    stored = storable(response)

    assert stored.isascii()
    assert not set(stored) & set("!;=:~")
    assert len(stored) <= len(response)
    assert storable(stored) == stored


@given(st.frozensets(st.integers(0, 9999), max_size=60), st.integers(0, 9999))
def test_seeing_one_more_lesson_never_shortens_the_state(seen: frozenset[int], more: int) -> None:
    """So the state in which every lesson is seen is the longest."""
    before = encode(State(seen=seen))
    after = encode(State(seen=seen | {more}))

    assert len(before) <= len(after)


def test_the_example_of_the_documentation_is_a_state() -> None:
    page = (ROOT / "docs" / "state-format.md").read_text(encoding="utf-8")
    everything = next(v for v in VECTORS["encode"] if v["name"] == "everything")

    assert f"Example: `{everything['text']}`" in page
