"""Print docs/roles.md: the table of capabilities, and what each route takes.

`python scripts/roles_reference.py > docs/roles.md`
"""

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.route_table import API, PAGES, Line, Needs  # noqa: E402

from app.domain.capabilities import Capability  # noqa: E402

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
HEAD = """\
# Roles

Made by `python scripts/roles_reference.py > docs/roles.md` from the table that the program itself goes by
(`app/domain/capabilities.py`); a test asks every route as nobody, in each role and with tokens, and compares.

Without accounts whoever reaches the port may do everything ([accounts.md](accounts.md)). With the first account
everybody has one of four roles, each of which may all that the one before it may: **reader**, **author**,
**manager**, **admin**. What somebody may is asked where it is done, so that the browser, the REST API and the
command line agree.

A token may do what its owner may, as far as its scopes go ([tokens.md](tokens.md)). A service token does what an
author may, but nothing is its own work, and it makes no tokens.

Nobody verifies work of their own, unless at most one account is enabled: then it reads *self-verified*, everywhere.

## What each role may

"""
ROUTES_HEAD = """
## What each route takes

- *open*: nobody need be signed in. Everywhere else nobody gets 401, and who may not gets 403.
- Every GET takes `read` besides, a feed `follow`.
- An action item is one's own where one's account belongs to its owner.
- Where several stand, the request decides: an action item is accepted, verified or declined by one and the same
  route.
- A person who has an account is changed and merged only by who may manage `accounts`.
"""


def capabilities() -> Iterable[str]:
    yield "| capability | role | scope of a token | may |"
    yield "|---|---|---|---|"
    for c in Capability:
        yield f"| `{c}` | {c.role} | {c.scope} | {c.does} |"


def routes(table: dict[str, list[Line]]) -> Iterable[str]:
    yield "| method | path | takes |"
    yield "|---|---|---|"
    for route in sorted(table, key=_place):
        method, path = route.split(" ")
        takes = dict.fromkeys(_words(needs) for needs, _ in table[route])
        yield f"| {method} | `{path}` | {'; '.join(takes)} |"


def _place(route: str) -> tuple[str, int]:
    method, path = route.split(" ")
    return path, METHODS.index(method)


def _words(needs: Needs) -> str:
    return f"`{needs}`" if isinstance(needs, Capability) else str(needs)


def page() -> str:
    parts = ["\n".join(capabilities()), ROUTES_HEAD, "### The browser\n", "\n".join(routes(PAGES)), ""]
    parts += ["### The REST API, and whoever runs it\n", "\n".join(routes(API)), ""]
    return HEAD + "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")
