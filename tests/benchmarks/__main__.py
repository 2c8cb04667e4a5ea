"""`make bench`: what things cost, against the budgets of the design."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks import answering, growth, handshake, memory, packaging


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1_000, help="launches and answers measured")
    parser.add_argument("--attempts", type=int, default=100_000, help="in the grown database")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kurspakke-bench-") as name:
        folder = Path(name)
        for number, bench in enumerate(
            (
                lambda at: handshake.compare(at, chosen.rounds),
                lambda at: answering.compare(at, chosen.rounds),
                lambda at: growth.compare(at, chosen.attempts, chosen.rounds // 5),
                lambda at: memory.measure(at),
                lambda at: packaging.compare(at),
            )
        ):
            at = folder / str(number)
            at.mkdir()
            for row in bench(at):
                print(row, flush=True)  # noqa: T201 - the table is what it is for


if __name__ == "__main__":
    main()
