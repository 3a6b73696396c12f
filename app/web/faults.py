"""What a browser sees when something is wrong: the same layout, what happened, and where to go on."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.domain.errors import AftercareError, FieldFault, Gone, InvalidInput, SignInNeeded
from app.http.errors import TITLES, status_of
from app.http.identity import FEEDS
from app.web.forms import FormState
from app.web.rendering import Page, render
from app.web.sent import Typed, sent_with
from app.web.sign_in_page import sign_in_page
from app.web.way_back import path_of, referring_path

#: What each status is called for a person.
_HEADINGS = {
    400: "That address cannot be read",
    403: "That is not yours to do",
    404: "There is nothing here",
    405: "That cannot be done here",
    409: "That does not fit what is there now",
    410: "This was withdrawn",
    412: "Somebody else was faster",
    413: "That is too large",
    422: "That cannot be taken as it is",
    429: "That was too often",
    500: "Something went wrong here",
    503: "A part that is needed does not answer",
}
_NOWHERE = "No page has this address."


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPage(Page):
    """`back` is where one came from; `typed` what was sent, and not saved where `unsaved` says so."""

    template: ClassVar[str] = "errors/fault.html"
    status: int
    name: str
    message: str
    faults: list[FieldFault]
    restore: str | None
    back: str
    unsaved: bool
    typed: list[Typed]


def fault_page(request: Request, error: Exception) -> Response:
    """A page for anything raised. What we did not raise ourselves says nothing of its inside."""
    if isinstance(error, SignInNeeded):
        return _sign_in_first(request, error)
    status, message = _said(error)
    faults = list(error.faults) if isinstance(error, InvalidInput) else []
    typed = sent_with(request) if status == 403 else None
    page = FaultPage(
        title=_HEADINGS.get(status, TITLES.get(status, "Error")),
        status=status,
        name=TITLES.get(status, "Error"),
        message=message,
        faults=[f for f in faults if f.message not in message],
        restore=_restore(request, error),
        back=referring_path(request),
        unsaved=typed is not None,
        typed=typed or [],
    )
    return render(request, page, status)


def _sign_in_first(request: Request, error: SignInNeeded) -> Response:
    """The sign-in page itself, at the address that was asked for. Of a token it says what is wrong with it."""
    message = str(error) if "authorization" in request.headers else ""
    form = FormState({"name": ""}, message=message)
    response = render(request, sign_in_page(request, path_of(request), form, sent_with(request)), 401)
    if request.url.path.startswith(FEEDS):
        response.headers["Referrer-Policy"] = "no-referrer"  # the address may hold a token
    return response


def _said(error: Exception) -> tuple[int, str]:
    """Status and sentence."""
    if isinstance(error, AftercareError):
        return status_of(error), str(error)
    if isinstance(error, HTTPException):
        return error.status_code, _NOWHERE if error.status_code == 404 else str(error.detail)
    if isinstance(error, RequestValidationError):
        in_path = any(fault["loc"][0] == "path" for fault in error.errors())
        return (404, _NOWHERE) if in_path else (422, "The form was not sent as its page makes it.")
    return 500, "It was written to the log. Trying again may help; if not, tell whoever runs this server."


def _restore(request: Request, error: Exception) -> str | None:
    """Where a withdrawn postmortem can be brought back."""
    parts = request.url.path.split("/")
    return f"/postmortems/{parts[2]}/restore" if isinstance(error, Gone) and len(parts) > 2 else None
