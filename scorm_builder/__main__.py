"""`scorm-builder`, also as `python -m scorm_builder`: little to load before Ctrl-C is answered."""

import sys

from scorm_builder.starting import interrupted_later


def main() -> None:
    with interrupted_later() as interrupted:
        from scorm_builder import terminal
        from scorm_builder.cli import main as commands
    if interrupted():
        sys.exit(terminal.interrupted(sys.argv[1:]))
    commands()


if __name__ == "__main__":
    main()
