"""What begins when a postmortem is published: the time that its accepted actions have by their priority."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.principal import Principal
from app.domain.vocabulary import UNFINISHED
from app.store.tables import ActionItem, Postmortem
from app.usecases.kept_changes import keep_changes

WHY = "counted from the publication of the postmortem"


def count_from_publication(session: Session, principal: Principal, postmortem: Postmortem, now: datetime) -> None:
    """Actions accepted before it, whose due date nobody has chosen, have their days from now on.

    Call it only inside `store.engine.writing`.
    """
    accepted = select(ActionItem).where(
        ActionItem.postmortem_id == postmortem.id,
        col(ActionItem.status).in_(UNFINISHED),
        col(ActionItem.due) == col(ActionItem.default_due),
        col(ActionItem.accepted_at).is_not(None),
    )
    for action in session.exec(accepted.order_by(col(ActionItem.number))).all():
        old, since = action.due, action.accepted_at
        assert old is not None
        assert since is not None
        due = now.date() + (old - since.date())
        if due > old:
            action.due, action.default_due = due, None  # its days have begun: published again it stays so
            keep_changes(session, principal, action, [("due", old, due)], now, WHY)
