"""`python -m scorm_builder`: the author's commands, where no script is on the path."""

from scorm_builder.cli import main

if __name__ == "__main__":
    main()
