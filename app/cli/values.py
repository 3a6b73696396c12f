"""Values given on the command line, held to the same limits as those that come through the other doors."""

from collections.abc import Callable
from typing import Any

import typer
from pydantic import TypeAdapter, ValidationError


def checked(kind: Any, name: str) -> Callable[[str], Any]:
    """A parser for Typer that reads a value as pydantic reads this type, and says what is wrong with it."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def parse(text: str) -> Any:
        try:
            return adapter.validate_python(text)
        except ValidationError as exc:
            raise typer.BadParameter(str(exc.errors()[0]["msg"]).removeprefix("Value error, ")) from exc

    parse.__name__ = name
    return parse
