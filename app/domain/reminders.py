"""Who is reminded of what today and why, and who is not and why not. Pure: `today` is passed in.

What decides is the action's own state, never that of its incident. Its owner is told a week before the due date,
on the day, and every week after; the manager of its team once it has been overdue for some days, then every week.
What fell on a quiet day or in a time when nothing ran is made up for at the next run. Whoever is told of one
action is told in the same letter of everything else that is near its due date or past it.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from app.domain.errors import FieldFault
from app.domain.owed import Addressee, Digest, LeftOut, Owed, Plan, Rules, Telling, Why, WhyNot
from app.domain.vocabulary import UNFINISHED, ActionStatus

WEEK = timedelta(days=7)


#: A snooze puts a reminder off; what is to wait longer than this needs another due date.
SNOOZE_MOST = timedelta(days=31)


def snooze_faults(status: ActionStatus, until: date | None, reason: str | None, today: date) -> list[FieldFault]:
    """What stands against sending its owner no reminder before that day; None ends a snooze."""
    faults = []
    if until is not None and (status not in UNFINISHED or status is ActionStatus.PROPOSED):
        faults.append(FieldFault("until", "only what is promised and unfinished reminds anybody"))
    if until is not None and not today < until <= today + SNOOZE_MOST:
        faults.append(FieldFault("until", f"snooze to a later day, {SNOOZE_MOST.days} days from now at most"))
    if until is not None and not (reason and reason.strip()):
        faults.append(FieldFault("reason", "snoozing needs a reason"))
    return faults


def next_telling(due: date, last: date | None) -> date:
    """The day from which an owner is to be told again who was told last on `last`."""
    before = _week_before(due)
    if last is None or last < before:
        return before
    return due if last < due else last + WEEK


def _week_before(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - 7, 1))


def plan(actions: Iterable[Owed], today: date, rules: Rules, served: Collection[int] = ()) -> Plan:
    """What is to be sent today: one digest a person, by name, with the most overdue first.

    `served` are those who have had theirs.
    """
    told: dict[int, tuple[Addressee, list[Telling]]] = {}
    held: list[tuple[Addressee, Telling, LeftOut]] = []
    left_out: list[LeftOut] = []
    for action in actions:
        for verdict in (_for_owner(action, today), _for_manager(action, today, rules)):
            if isinstance(verdict, LeftOut):
                left_out.append(verdict)
            elif verdict is not None:
                person, telling, otherwise = verdict
                if rules.quiet(today) or person.id in served:
                    held_back = WhyNot.QUIET if rules.quiet(today) else WhyNot.SERVED
                    left_out.append(LeftOut(action, person, held_back) if telling.fresh else otherwise)
                elif telling.fresh:
                    told.setdefault(person.id, (person, []))[1].append(telling)
                else:
                    held.append((person, telling, otherwise))
    for person, telling, otherwise in held:
        if person.id in told:
            told[person.id][1].append(telling)
        else:
            left_out.append(otherwise)
    digests = [Digest(person, tuple(sorted(lines, key=_place))) for person, lines in told.values()]
    return Plan(tuple(sorted(digests, key=lambda d: (d.person.name.casefold(), d.person.id))), tuple(left_out))


def orphans(actions: Iterable[Owed]) -> list[LeftOut]:
    """Promised work that nobody answers for: without an owner, or whose owner left or is known by name only."""
    found = []
    for action in actions:
        if action.status in UNFINISHED and action.status is not ActionStatus.PROPOSED:
            fault = _absent(action.owner)
            if fault is not None:
                found.append(LeftOut(action, action.owner, fault))
    return found


Verdict = tuple[Addressee, Telling, LeftOut] | LeftOut | None


def _for_owner(action: Owed, today: date) -> Verdict:
    silent = _silent(action)
    due, owner = action.due, action.owner
    if silent is not None or due is None:
        return LeftOut(action, owner, silent or WhyNot.NO_DUE_DATE)
    fault = _unreachable(owner)
    if fault is not None or owner is None:
        return LeftOut(action, owner, fault or WhyNot.NO_OWNER)
    if action.snoozed_until is not None and today < action.snoozed_until:
        return LeftOut(action, owner, WhyNot.SNOOZED, f"until {action.snoozed_until}")
    if today < (first := _week_before(due)):
        return LeftOut(action, owner, WhyNot.TOO_EARLY, f"{first}")
    # Who has just promised it need not be told of it at once.
    following = next_telling(due, max(action.told, action.since) if action.told else action.since)
    why = Why.OVERDUE if due < today else Why.DUE_TODAY if due == today else Why.DUE_SOON
    telling = Telling(action, why, (due - today).days, fresh=following <= today)
    since = f"on {action.told}" if action.told else f"by promising it on {action.since}"
    return owner, telling, LeftOut(action, owner, WhyNot.TOLD, f"{since}; again on {following}")


def _for_manager(action: Owed, today: date, rules: Rules) -> Verdict:
    """None where nothing is to be escalated."""
    if _silent(action) is not None or action.due is None:
        return None
    late = (today - action.due).days
    if late < max(rules.escalate_after, 1):
        return None
    manager = action.manager
    if manager is None:
        return LeftOut(action, None, WhyNot.NO_MANAGER)
    if action.owner is not None and manager.id == action.owner.id:
        return LeftOut(action, manager, WhyNot.OWN_MANAGER)
    if (fault := _unreachable(manager)) is not None:
        return LeftOut(action, manager, fault)
    last = action.manager_told
    telling = Telling(action, Why.ESCALATED, -late, fresh=last is None or last + WEEK <= today)
    again = f"on {last}; again on {last + WEEK}" if last else ""
    return manager, telling, LeftOut(action, manager, WhyNot.TOLD, again)


def _silent(action: Owed) -> WhyNot | None:
    """Why nobody at all is told of it, None where that is not so."""
    if action.status is ActionStatus.PROPOSED:
        return WhyNot.PROPOSED
    if action.status not in UNFINISHED:
        return WhyNot.DOCUMENTS_WORD if action.on_documents_word else WhyNot.FINISHED
    if action.due is not None and action.due < action.since and not action.taken_up:
        return WhyNot.OLD_NEWS
    return None


def _absent(person: Addressee | None) -> WhyNot | None:
    if person is None:
        return WhyNot.NO_OWNER
    if not person.active:
        return WhyNot.INACTIVE
    return None if person.known else WhyNot.UNKNOWN


def _unreachable(person: Addressee | None) -> WhyNot | None:
    return _absent(person) or (WhyNot.NO_ADDRESS if person and not person.email else None)


def _place(line: Telling) -> tuple[int, int, str]:
    return list(Why).index(line.why), line.days, line.action.key
