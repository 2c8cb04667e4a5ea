"""`lti-tool`, also as `python -m lti_tool`: little to load before Ctrl-C is answered."""

import sys

from scorm_builder.starting import interrupted_later


def main() -> None:
    with interrupted_later() as interrupted:
        import click

        from lti_tool.cli import main as commands
    if interrupted():
        click.echo("Aborted!", err=True)  # as click says it later
        sys.exit(1)
    commands()


if __name__ == "__main__":
    main()
