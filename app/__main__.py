"""`python -m app`: the command line."""

import sys

from app.cli.table import build


def main() -> None:
    build(sys.argv[1:])(prog_name="python -m app")


if __name__ == "__main__":
    main()
