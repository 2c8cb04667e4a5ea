"""`make soak`: scores against a failing platform and a tool that is killed again and again."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.lti_tool.postgresql import PostgreSQL
from tests.soak.campaign import campaign, summary


def main() -> None:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    kinds = ["sqlite", "postgresql"] if chosen.database == "both" else [chosen.database]
    for kind in kinds:
        soak(kind, chosen.rounds, chosen.seed)


def soak(kind: str, rounds: int, seed: int) -> None:
    server = PostgreSQL() if kind == "postgresql" else None
    with tempfile.TemporaryDirectory(prefix="kurspakke-soak-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/kurspakke.sqlite3"
        if server is not None:
            server.start()
            url = server.create("soak")
        began = time.monotonic()
        try:
            with campaign(url, folder, seed, kill_every=(0.2, 4.0)) as running:
                running.run(rounds, lambda line: print(f"  {kind}: {line}", flush=True))  # noqa: T201
                print(summary(running, kind, time.monotonic() - began), flush=True)  # noqa: T201
        finally:
            if server is not None:
                server.stop()


if __name__ == "__main__":
    main()
