"""Who is acting. In the single-user default that is the local owner; accounts bring others."""

from dataclasses import dataclass

from app.domain.vocabulary import Visibility


@dataclass(frozen=True, slots=True)
class Principal:
    """`name` is what history shows; `sees` are the visibilities that every read is filtered by."""

    name: str
    sees: frozenset[Visibility]


LOCAL_OWNER = Principal("local owner", frozenset(Visibility))
#: What the import of a content folder and other unattended work is done as.
SYSTEM = Principal("aftercare", frozenset(Visibility))
