"""The error tree. No HTTP here: `app.http.errors` gives each class its status, and a test demands that it does.

AftercareError
├── InvalidInput            something given cannot be accepted as it is
│   ├── UnreadableDocument  a document cannot be read at all (line, reason)
│   ├── QueryError          a search query cannot be read (position)
│   └── InvalidCursor       a page cursor was not made here
├── TooLarge                over a limit that is stated in the message
├── NotFound                no such record, or none that may be seen
├── Gone                    withdrawn
├── Conflict                the state of things forbids it
│   └── IllegalMove         the lifecycle forbids it (lists the legal moves)
├── PreconditionFailed      somebody else changed it first
├── PreconditionMissing     If-Match is required
├── UnsupportedContent      a content type that is not taken
├── SignInNeeded            nobody knows who asks
├── Forbidden               known, and not allowed to
├── Throttled               too often (after how many seconds to come again)
├── Unavailable             a part that is needed does not answer now
└── CannotStart             a setting or a file makes starting pointless (one clear sentence)
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of what was given: its name and a sentence."""

    field: str
    message: str


class AftercareError(Exception):
    """Root of everything raised on purpose. `str()` is one sentence that can be shown to the person.

    `entry` is the name of the entry of an archive that it is about, where it is about one.
    """

    entry: str | None = None


class InvalidInput(AftercareError):
    def __init__(self, message: str, faults: Sequence[FieldFault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class UnreadableDocument(InvalidInput):
    """Raised where the structure of a document cannot be read, or a bound on it is passed; names the line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


class QueryError(InvalidInput):
    """`position` is the 0-based character of the query at which reading stopped."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"{reason} (at character {position + 1})")
        self.position, self.reason = position, reason


class InvalidCursor(InvalidInput):
    pass


class TooLarge(AftercareError):
    pass


class NotFound(AftercareError):
    pass


class Gone(AftercareError):
    pass


class Conflict(AftercareError):
    pass


class IllegalMove(Conflict):
    def __init__(self, message: str, legal: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.legal = tuple(legal)


class PreconditionFailed(AftercareError):
    pass


class PreconditionMissing(AftercareError):
    pass


class UnsupportedContent(AftercareError):
    pass


class SignInNeeded(AftercareError):
    pass


class Forbidden(AftercareError):
    pass


class Throttled(AftercareError):
    """`retry_after` is the number of seconds after which the next try is heard."""

    def __init__(self, message: str, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AftercareError):
    pass


class CannotStart(AftercareError):
    pass
