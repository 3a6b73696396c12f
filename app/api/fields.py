"""Parameters and answers that every part of the API shares: addresses, pages, ETags."""

from typing import Annotated, Any, Generic, Self, TypeVar

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from app.domain.models import ADDRESS_MAX, Text
from app.http.dependencies import etag
from app.store.paging import LIMIT_MAX

INT_MAX = 2**31 - 1
ORIGIN_MAX = 120
PATH_MAX = 480  # with the origin below what one entry of PostgreSQL's index may hold
CURSOR_MAX = 6_000
LIST_MAX = 50

Slug = Annotated[str, Path(max_length=120, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["core-router-reload"])]
Key = Annotated[str, Path(pattern=r"^ACT-[1-9][0-9]{0,8}$", examples=["ACT-12"])]
RecordId = Annotated[int, Path(ge=1, le=INT_MAX)]
RevisionNumber = Annotated[int, Path(ge=1, le=INT_MAX)]
#: One value of a filter that names a record.
Named = Annotated[Text, Field(max_length=ADDRESS_MAX)]


class Listing(BaseModel):
    """Which page of a list. Parameters that nobody knows are refused: a mistyped filter would show too much."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=25, ge=1, le=LIMIT_MAX)
    cursor: Text | None = Field(default=None, max_length=CURSOR_MAX, description="`next` of the page before")


class Read(BaseModel):
    """An answer made from a record: its own fields by name, and whatever else is handed in."""

    @classmethod
    def of_record(cls, record: Any, **more: Any) -> Self:
        taken = {name: getattr(record, name) for name in cls.model_fields if name not in more}
        return cls(**taken, **more)


class Tagged(Read):
    """`etag` is what If-Match has to say to change the record."""

    etag: str = Field(examples=['"v3"'])


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """`next` is the cursor of the following page, null on the last; `total` counts all pages' items."""

    items: list[T]
    next: str | None = None
    total: int

    @classmethod
    def whole(cls, items: list[T]) -> Self:
        """A list that is never cut."""
        return cls(items=items, total=len(items))


def tag(response: Response, record: Any) -> None:
    response.headers["ETag"] = etag(record.version)
