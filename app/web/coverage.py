"""What an action's page shows of its targets: how far they are, each of them, and the forms that change them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain.capabilities import needed_to_report
from app.domain.principal import Principal
from app.domain.targets import Coverage, Target, unsettled
from app.domain.vocabulary import TargetState
from app.store.action_items import ActionRow
from app.store.tables import ActionTarget, TargetCheck
from app.store.target_checks import checks_of
from app.store.targets import audit_days, service_tags, targets_of
from app.web.forms import FormState

T = TargetState
#: What is to be looked at first stands first.
_ORDER = (T.FAILED, T.TODO, T.EXCEPTED, T.NOT_APPLICABLE, T.PASSED)
#: So many rows are shown unless all are asked for.
ROWS = 200
ADD, REPORT, REMOVE, AGAIN, CHECK = "add", "report", "remove", "again", "check"
_FIELDS = {
    ADD: ("names", "tag"),
    REPORT: ("target", "state", "note", "evidence_url", "until"),
    REMOVE: ("target", "reason"),
    AGAIN: ("days",),
    CHECK: ("target", "url", "status", "pointer", "value"),
}


@dataclass(frozen=True, slots=True)
class TargetRow:
    """`over`: it was excepted until a day that is past. `check`: what is asked of an address about it."""

    target: ActionTarget
    check: TargetCheck | None
    settled: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Targets:
    """`rows` are the first of them, `names` those of all, `missing` of those that stand in the way of “done”.

    `tried` is the form that came back; `states` are those that the one who looks may report, `tags` those that
    services carry.
    """

    rows: list[TargetRow]
    names: list[str]
    total: int
    settled: int
    failed: int
    missing: tuple[str, ...]
    days: int | None
    states: list[TargetState]
    tags: list[str]
    forms: Mapping[str, FormState]
    tried: str = ""


def targets_shown(
    session: Session,
    principal: Principal,
    row: ActionRow,
    today: date,
    *,
    tried: str = "",
    form: FormState | None = None,
    picked: str = "",
    asked: str = "",
    whole: bool = False,
) -> Targets:
    """`picked` is the target that the form of a report begins with, `asked` the one that the form of a check does.

    `whole`: all rows, however many there are.
    """
    own = row.action.id or 0
    found = targets_of(session, own)
    days = audit_days(session, own)
    given = {"target": picked, "state": T.PASSED.value, "days": str(days or ""), "status": "200"}
    forms = {name: _empty(name, given) for name in _FIELDS}
    checks = checks_of(session, own)
    if asked:
        forms[CHECK] = _as_set(asked, found, checks)
    if form:
        forms[tried] = form
    coverage: Coverage = row.coverage
    return Targets(
        rows=_rows(found, checks, today)[: None if whole else ROWS],
        names=[target.name for target in found],
        total=coverage.total,
        settled=coverage.settled(today),
        failed=coverage.failed,
        missing=unsettled([_plain(target) for target in found], today),
        days=days,
        states=[state for state in TargetState if principal.can(needed_to_report(state))],
        tags=service_tags(session),
        forms=forms,
        tried=tried or (REPORT if picked else CHECK if asked else ""),
    )


def _as_set(name: str, found: Sequence[ActionTarget], checks: Mapping[int, TargetCheck]) -> FormState:
    """The form of a check as it is set for the target of this name."""
    check = next((checks[t.id or 0] for t in found if t.name == name and t.id in checks), None)
    given = {"target": name, "status": "200"}
    if check is not None:
        given |= {"url": check.url, "status": str(check.status), "value": check.value or ""}
        given["pointer"] = check.pointer or ""
    return _empty(CHECK, given)


def _empty(name: str, given: Mapping[str, str]) -> FormState:
    return FormState({field: given.get(field, "") for field in _FIELDS[name]}, prefix=f"t-{name}-")


def _rows(found: Sequence[ActionTarget], checks: Mapping[int, TargetCheck], today: date) -> list[TargetRow]:
    rows = [TargetRow(t, checks.get(t.id or 0), _plain(t).settled(today), _plain(t).ran_out(today)) for t in found]
    return sorted(rows, key=lambda row: (row.settled, _ORDER.index(row.target.state)))


def _plain(target: ActionTarget) -> Target:
    return Target(target.name, target.state, target.until)
