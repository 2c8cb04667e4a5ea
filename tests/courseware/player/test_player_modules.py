"""The player's modules lie in layers: none needs itself by way of others."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3] / "courseware" / "player" / "src"

IMPORT = re.compile(r'^(?:import|export)\b(?! type)(?P<what>[^;"]*)"(?P<path>\.[^"]+\.ts)"', re.M)


def test_no_module_of_the_player_imports_itself_in_a_circle() -> None:
    needs = {
        module: {
            (module.parent / each["path"]).resolve()
            for each in IMPORT.finditer(module.read_text())
            if not _types_alone(each["what"])
        }
        for module in SOURCE.rglob("*.ts")
    }

    try:
        circle = TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = " → ".join(module.name for module in error.args[1])

    assert len(needs) > 100
    assert circle is None


def _types_alone(what: str) -> bool:
    names = re.findall(r"[^{},]+", what.partition("{")[2])
    named = [name.strip() for name in names if name.strip() not in {"", "from"}]
    return bool(named) and all(name.startswith("type ") for name in named)
