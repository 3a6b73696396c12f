"""Every form that posts carries the token of the browser's session, put there while templates are compiled.

A form that somebody forgot would be refused, and one that a macro makes does not know the page's context. So the
token is not written in the templates: after each `<form method="post" …>` stands a call that gives the field.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from jinja2.ext import Extension
from markupsafe import Markup

_POSTING = re.compile(r"""<form\b[^>]*\bmethod="post"[^>]*>""")
_token: ContextVar[str] = ContextVar("form_token", default="")


class FormTokens(Extension):
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return _POSTING.sub(lambda found: found[0] + "{{ form_token_field() }}", source)


@contextmanager
def forms_of(token: str) -> Iterator[None]:
    """The forms that are rendered meanwhile carry this token; none where it is empty."""
    before = _token.set(token)
    try:
        yield
    finally:
        _token.reset(before)


def form_token_field() -> Markup:
    token = _token.get()
    return Markup('<input type="hidden" name="form_token" value="{}">').format(token) if token else Markup("")
