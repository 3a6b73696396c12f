"""What of a postmortem asks for an action, and when it has one: the rule of the cause-to-action matrix.

Its points are root causes and contributing factors, and what went wrong. A trigger is what set it off, not what to
mend. A point is a gap until an action that was not declined is stated or confirmed to answer it, or until somebody
accepts it with a reason. What merely looks like an answer closes nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from app.domain.errors import InvalidInput
from app.domain.vocabulary import ActionStatus, CauseRole, LessonKind, PointKind

#: Statuses in which an action answers what it is meant to answer.
COVERING = frozenset(ActionStatus) - {ActionStatus.WONT_DO, ActionStatus.SUPERSEDED}
#: Causes and lessons that are points.
ROLES = frozenset(CauseRole) - {CauseRole.TRIGGER}
LESSONS = frozenset({LessonKind.WENT_WRONG})
#: So many telling words an action and a point share before it is suggested; one, where no other point has it.
SHARED = 2
_WRITTEN = re.compile(r"(cause|lesson)-([1-9][0-9]{0,9})")


@dataclass(frozen=True, slots=True)
class Point:
    """A cause or a lesson by its id; written `cause-12` in addresses."""

    kind: PointKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Point":
        """Raises InvalidInput."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise InvalidInput("a point is written cause-12 or lesson-3")
        return cls(PointKind(found[1]), int(found[2]))


def covers(status: ActionStatus, successor: ActionStatus | None) -> bool:
    """Whether an action in this status answers: a replaced one does where the one in its place does."""
    return status in COVERING or (status is ActionStatus.SUPERSEDED and successor in COVERING)


def in_common(
    point: Collection[str], others: Collection[Collection[str]], action: Collection[str]
) -> tuple[str, ...]:
    """The telling terms by which the action looks like an answer to the point; empty where it does not.

    `others` are the terms of the postmortem's other points: a word that they share tells less.
    """
    shared = sorted(set(point) & set(action))
    own = [term for term in shared if not any(term in other for other in others)]
    return tuple(shared) if len(shared) >= SHARED or own else ()
