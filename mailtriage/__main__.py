"""`python -m mailtriage` is the `mailtriage` command. Reads next: cli/__init__.py."""

from mailtriage.cli import main

if __name__ == "__main__":
    main()
