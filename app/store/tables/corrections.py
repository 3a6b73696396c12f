"""What people corrected of what was read: their word beside the document's."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.domain.models import NAME_MAX, REASON_MAX
from app.store.columns import long_text, parent


def _plain() -> Any:
    """A text, a list of texts or nothing."""
    return Field(default=None, sa_type=sa.JSON(none_as_null=True), nullable=True)


class Correction(SQLModel, table=True):
    """One field of one fact: `value` stands in the fact's own row, `said` is what the document says now.

    `was` is what the document said when a person last decided; where `said` is something else, or the fact left
    the text, `conflict` tells why a person has to decide again. `what` is timeline_event, cause or postmortem and
    `fact_id` the id of its row; `source` is the line that was corrected, as it stood then.
    """

    __table_args__ = (sa.UniqueConstraint("what", "fact_id", "field"),)

    id: int | None = Field(default=None, primary_key=True)
    postmortem_id: int = parent("postmortem.id")
    what: str = Field(max_length=16)
    fact_id: int
    field: str = Field(max_length=32)
    value: Any = _plain()
    was: Any = _plain()
    said: Any = _plain()
    source: str | None = long_text()
    actor: str = Field(max_length=NAME_MAX)
    at: datetime
    conflict: str | None = Field(default=None, max_length=REASON_MAX)
