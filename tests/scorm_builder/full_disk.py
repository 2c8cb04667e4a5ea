"""Commands on a disk that has no room for more than a few bytes of a file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any

_RUN = """
import json, resource, sys
from datetime import date
from click.testing import CliRunner
from scorm_builder.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
for words in json.load(sys.stdin):
    result = CliRunner().invoke(main, [*words, "--json"], obj=lambda: date(2026, 3, 2))
    print(json.dumps([result.exit_code, result.stdout]))
"""


def on_a_full_disk(
    commands: Iterable[Sequence[object]], *, room_bytes: int
) -> list[tuple[int, dict[str, Any]]]:
    """Each command's exit code, and what it says in JSON."""
    asked = [[str(word) for word in words] for words in commands]
    ran = subprocess.run(
        [sys.executable, "-B", "-c", _RUN, str(room_bytes)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = ran.stdout.splitlines()
    assert len(lines) == len(asked), ran.stderr
    return [(code, json.loads(said)) for code, said in map(json.loads, lines)]
