"""What a browser sees when something is wrong: the same layout, what happened, and where to go on."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.domain.errors import AftercareError, FieldFault, Gone, InvalidInput
from app.http.errors import TITLES, status_of
from app.web.rendering import Page, render

#: What each status is called for a person.
_HEADINGS = {
    400: "That address cannot be read",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "That does not fit what is there now",
    410: "This was withdrawn",
    412: "Somebody else was faster",
    413: "That is too large",
    422: "That cannot be taken as it is",
    500: "Something went wrong here",
    503: "A part that is needed does not answer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPage(Page):
    template: ClassVar[str] = "errors/fault.html"
    status: int
    name: str
    message: str
    faults: list[FieldFault]
    restore: str | None = None


def fault_page(request: Request, error: Exception) -> Response:
    """A page for anything raised. What we did not raise ourselves says nothing of its inside."""
    faults: list[FieldFault] = []
    if isinstance(error, AftercareError):
        status, message = status_of(error), str(error)
        faults = list(error.faults) if isinstance(error, InvalidInput) else []
    elif isinstance(error, HTTPException):
        status, message = error.status_code, str(error.detail)
        message = "No page has this address." if status == 404 else message
    elif isinstance(error, RequestValidationError):
        in_path = any(fault["loc"][0] == "path" for fault in error.errors())
        status = 404 if in_path else 422
        message = "No page has this address." if in_path else "The form was not sent as its page makes it."
    else:
        status = 500
        message = "It was written to the log. Trying again may help; if not, tell whoever runs this server."
    page = FaultPage(
        title=_HEADINGS.get(status, TITLES.get(status, "Error")),
        status=status,
        name=TITLES.get(status, "Error"),
        message=message,
        faults=[f for f in faults if f.message not in message],
        restore=_restore(request, error),
    )
    return render(request, page, status)


def _restore(request: Request, error: Exception) -> str | None:
    """Where a withdrawn postmortem can be brought back."""
    parts = request.url.path.split("/")
    return f"/postmortems/{parts[2]}/restore" if isinstance(error, Gone) and len(parts) > 2 else None
