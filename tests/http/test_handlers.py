"""Every error has a status, and an answer in the form of its door."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from app.domain import errors
from app.http.errors import PROBLEM, STATUS, TITLES, problem_of, status_of
from app.http.handlers import is_api, register_handlers


def tree(root: type[errors.AftercareError] = errors.AftercareError) -> Iterator[type[errors.AftercareError]]:
    yield root
    for kind in root.__subclasses__():
        yield from tree(kind)


def made(kind: type[errors.AftercareError]) -> errors.AftercareError:
    if issubclass(kind, errors.UnreadableDocument | errors.QueryError):
        return kind(3, "no good")
    return kind("no good")


def page(_request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"a page about {type(error).__name__}", 418)


def answer(error: Exception, path: str = "/api/v1/x") -> Response:
    """What is answered where a handler raises this error."""
    app = FastAPI()
    register_handlers(app, page)

    @app.get(path)
    def raises() -> None:
        raise error

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        return client.get(path, follow_redirects=False)


@pytest.mark.parametrize("kind", list(tree()), ids=lambda kind: kind.__name__)
def test_every_class_of_the_tree_has_a_status_of_its_own(kind: type[errors.AftercareError]) -> None:
    assert kind in STATUS
    assert status_of(made(kind)) == STATUS[kind]
    assert STATUS[kind] in TITLES


@pytest.mark.parametrize("kind", list(tree()), ids=lambda kind: kind.__name__)
def test_every_class_answers_a_problem_under_api(kind: type[errors.AftercareError]) -> None:
    error = made(kind)
    response = answer(error)
    assert response.status_code == STATUS[kind]
    assert response.headers["content-type"] == PROBLEM
    body = response.json()
    assert body["detail"] == str(error)
    assert (body["status"], body["title"]) == (STATUS[kind], TITLES[STATUS[kind]])
    assert body["instance"] == "/api/v1/x"


def test_a_problem_carries_what_the_error_knows() -> None:
    fault = errors.FieldFault("due", "is missing")
    assert problem_of(errors.InvalidInput("no", [fault]), "/x")["errors"] == [
        {"field": "due", "message": "is missing"}
    ]
    assert problem_of(errors.UnreadableDocument(7, "no"), "/x")["line"] == 7
    assert problem_of(errors.QueryError(7, "no"), "/x")["position"] == 7
    assert problem_of(errors.IllegalMove("no", ["open"]), "/x")["legal"] == ["open"]


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("select 1", {}, Exception("server closed the connection")),
        InterfaceError("select 1", {}, Exception("gone")),
        PoolTimeout("no connection"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_database_that_does_not_answer_is_503_and_says_nothing_of_its_inside(error: Exception) -> None:
    response = answer(error)
    assert response.status_code == 503
    assert response.json()["detail"] == "the database does not answer now"
    assert answer(error, "/x").text == "a page about Unavailable"


def test_what_nobody_expected_is_500_and_says_nothing_of_its_inside() -> None:
    response = answer(RuntimeError("the password is hunter2"))
    assert response.status_code == 500
    assert response.headers["content-type"] == PROBLEM
    assert "hunter2" not in response.text


@pytest.mark.parametrize(
    "error", [errors.NotFound("no"), HTTPException(405, headers={"Allow": "GET"}), RuntimeError("no")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_elsewhere_a_page_is_answered(error: Exception) -> None:
    response = answer(error, "/postmortems/x")
    assert response.status_code == 418
    assert response.text == f"a page about {type(error).__name__}"
    assert (
        response.headers.get("allow") == (error.headers or {}).get("Allow")
        if isinstance(error, HTTPException)
        else True
    )


def test_a_redirect_that_is_raised_stays_a_redirect() -> None:
    response = answer(HTTPException(308, headers={"Location": "/elsewhere"}))
    assert (response.status_code, response.headers["location"], response.content) == (308, "/elsewhere", b"")


def test_only_what_is_under_api_is_the_api() -> None:
    assert [is_api(path) for path in ("/api", "/api/v1/x", "/apiary", "/", "/x/api/")] == [
        True,
        True,
        False,
        False,
        False,
    ]
