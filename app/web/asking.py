"""Two pages that several parts share: one that asks before something is done, one that shows a secret once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from app.web.rendering import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage(Page):
    """`fields` go with the form that does it; `back` is where one goes who does not want it."""

    template: ClassVar[str] = "pages/confirm.html"
    message: str
    action: str
    button: str
    back: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Secret:
    """A value to be copied, what it is called, and what to know of it."""

    label: str
    value: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OncePage(Page):
    """What stands here is stored only as a hash, and cannot be shown again."""

    template: ClassVar[str] = "pages/once.html"
    message: str
    secrets: list[Secret]
    back: str
