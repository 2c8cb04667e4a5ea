from __future__ import annotations

from courseware.model import Asset
from courseware.rights import Credit, attributions


def asset(name: str, licence: str, holder: str) -> Asset:
    return Asset(f"media/{name}", {"nb": "Bilde"}, licence, holder)


def test_files_of_one_holder_on_one_licence_stand_together() -> None:
    found = attributions(
        [
            asset("b.png", "CC-BY-4.0", "Vik kommune"),
            asset("c.png", "CC0-1.0", "Vik kommune"),
            asset("a.png", "CC-BY-4.0", "Vik kommune"),
            asset("d.png", "CC-BY-4.0", "Nes kommune"),
        ]
    )

    assert found == [
        Credit("Nes kommune", "CC-BY-4.0", ("d.png",)),
        Credit("Vik kommune", "CC-BY-4.0", ("a.png", "b.png")),
        Credit("Vik kommune", "CC0-1.0", ("c.png",)),
    ]
