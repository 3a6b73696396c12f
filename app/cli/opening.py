"""How commands open the program's parts, and how they end when that cannot be done."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.cli.plain import one_line
from app.config import load_settings
from app.domain.capabilities import Capability
from app.domain.errors import AftercareError, CannotStart
from app.domain.principal import LOCAL_OWNER, OPERATOR, Principal, require
from app.logs import configure_logs
from app.runtime import Runtime, open_runtime
from app.usecases.reading import settle_zones
from app.usecases.searching import settle_synonyms
from app.usecases.signing_in import has_accounts
from app.usecases.tokens import who_by_token


@contextmanager
def opened() -> Iterator[Runtime]:
    """A runtime from the environment's settings; see `one_sentence` for how errors end the command."""
    with one_sentence():
        configure_logs("warning")  # commands say themselves what they do
        settings = load_settings()
        settle_zones(settings.zones)
        settle_synonyms(settings.synonyms)
        runtime = open_runtime(settings)
        try:
            yield runtime
        finally:
            runtime.close()


def acting(runtime: Runtime, needs: Capability | None = None) -> Principal:
    """Whose hand the command is: the one whose token AFTERCARE_TOKEN holds, else whoever may open the database.

    `needs`: what the command does, where no use case asks for it. Raises CannotStart on a token that is none,
    Forbidden.
    """
    who = _by_token(runtime) or (OPERATOR if has_accounts(runtime) else LOCAL_OWNER)
    if needs is not None:
        require(who, needs)
    return who


def _by_token(runtime: Runtime) -> Principal | None:
    """None where the setting is empty."""
    token = runtime.settings.token.get_secret_value()
    if not token:
        return None
    found = who_by_token(runtime, token)
    if found is None:
        raise CannotStart(
            "AFTERCARE_TOKEN holds no token that is known here, or one that was revoked or has expired"
        )
    return found[1]


@contextmanager
def one_sentence() -> Iterator[None]:
    """Errors that are to be expected end the command with one sentence on standard error, without a traceback.

    Status 2 where the installation is at fault (CannotStart, the database), else 1.
    """
    try:
        yield
    except CannotStart as exc:
        raise _ended(str(exc), 2) from exc
    except AftercareError as exc:
        raise _ended(str(exc), 1) from exc
    except SQLAlchemyError as exc:
        raise _ended(f"the database refuses: {database_fault(exc)} (python -m app doctor tells more)", 2) from exc
    except UnicodeEncodeError as exc:
        raise _ended("what was given is not text in UTF-8", 2) from exc


def database_fault(exc: SQLAlchemyError) -> str:
    """What the driver says, in one line, without the statement."""
    return one_line(str(getattr(exc, "orig", None) or exc).partition("\n")[0])


def _ended(message: str, status: int) -> typer.Exit:
    typer.echo(f"aftercare: {one_line(message)}", err=True)
    return typer.Exit(status)
