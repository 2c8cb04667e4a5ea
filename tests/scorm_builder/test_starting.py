"""Ctrl-C pressed while a command is still being loaded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PRESS_AT_IMPORT = """
import os, signal, sys

class Press:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["PRESS_AT"]:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
        return None

sys.meta_path.insert(0, Press())
"""


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    """A folder that makes each Python it is on the path of press Ctrl-C on itself."""
    (tmp_path / "sitecustomize.py").write_text(PRESS_AT_IMPORT, encoding="utf-8")
    return tmp_path


def hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(hook: Path, press_at: str, *words: str, deaf: bool = False) -> tuple[int, str, str]:
    """A command as it is installed, interrupted where it imports the module.

    Whether this test run was itself started deaf to Ctrl-C, as a script's background job is,
    must not matter.
    """
    script = Path(sys.executable).with_name(words[0])
    environ = os.environ | {"PYTHONPATH": str(hook), "PRESS_AT": press_at}
    shell = ["sh", "-c", 'trap "" INT; exec "$@"', "sh"] if deaf else []
    ran = subprocess.run(
        [*shell, script, *words[1:]],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=hear_ctrl_c,
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize("press_at", ["scorm_builder.cli", "click", "courseware.validation"])
def test_an_author_is_answered_in_a_sentence(
    hook: Path, press_at: str, sample_course: Path
) -> None:
    code, said, told = run(hook, press_at, "scorm-builder", "validate", str(sample_course))

    assert (code, said) == (1, "")
    assert told == "Avbrutt. Det som var ferdig, er helt, og ingenting halvt ble liggende igjen.\n"


def test_a_program_is_answered_in_json(hook: Path, sample_course: Path) -> None:
    words = ("validate", str(sample_course), "--json", "--language", "en")
    code, said, told = run(hook, "yaml", "scorm-builder", *words)

    assert (code, told) == (1, "")
    assert json.loads(said)["error"]["code"] == "interrupted"


def test_an_operator_is_answered_in_a_word(hook: Path) -> None:
    code, said, told = run(hook, "sqlalchemy", "lti-tool", "keys", "list")

    assert (code, said, told.strip()) == (1, "", "Aborted!")


def test_a_command_that_was_started_deaf_to_it_goes_on(hook: Path) -> None:
    code, said, _ = run(hook, "click", "scorm-builder", "--version", deaf=True)

    assert code == 0
    assert said.startswith("scorm-builder, version ")
