"""People put right what was read wrongly, take that back, and decide where the document has moved on since."""

from typing import Any

from app.domain.capabilities import Capability
from app.domain.errors import Conflict, FieldFault, InvalidInput
from app.domain.principal import Principal, require
from app.domain.vocabulary import FactKind, PostmortemKind
from app.store.engine import writing
from app.store.facts import causes, shown_revision
from app.store.postmortems import document_of
from app.store.tables import Correction, Postmortem
from app.usecases.correctable import NEVER_EMPTY, Given, spoken, words
from app.usecases.fact_rows import WORD, FactRows
from app.usecases.imported_actions import sync_actions
from app.usecases.indexing import catch_up
from app.usecases.reading import read_document
from app.usecases.workspace import Workspace


def correct(
    ws: Workspace,
    principal: Principal,
    slug: str,
    what: FactKind,
    fact_id: int | None,
    given: Given,
    *,
    expected: int | None = None,
) -> Postmortem:
    """Put fields of a fact right; the document's word is kept beside each. What it says itself is no correction.

    `given` is the model that GIVEN names for `what`; the postmortem itself needs no `fact_id`. Raises NotFound,
    Gone, PreconditionFailed, Forbidden, and InvalidInput where a field that cannot be empty is.
    """
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        rows = FactRows(session, principal, ws.now(), slug, expected)
        row = rows.fact(what, fact_id)
        kind = rows.post.kind
        wanted = _wanted(given)
        changed = {n: v for n, v in wanted.items() if rows.stands(row, n) != v}
        for name, value in changed.items():
            _correct(rows, what, row, name, value, given.reason)
        if changed:
            _actions_follow(rows, kind)
            rows.close(set(changed))
    if changed:
        catch_up(ws)
    return rows.post


def undo(
    ws: Workspace, principal: Principal, slug: str, correction_id: int, *, expected: int | None = None
) -> Postmortem:
    """Take a correction back, settling its conflict if it has one: what the document says stands again."""
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        rows = FactRows(session, principal, ws.now(), slug, expected)
        correction = rows.correction(correction_id)
        what, kind = FactKind(correction.what), rows.post.kind
        row = rows.fact(what, correction.fact_id)
        rows.put(what, row, correction.field, correction.said)
        session.delete(correction)
        said = f"{spoken(correction.said)}, not {spoken(correction.value)}"
        rows.note(what, row, f"{words(correction.field)}{{}} is what the document says again: {said}")
        _actions_follow(rows, kind)
        rows.close({correction.field})
    catch_up(ws)
    return rows.post


def keep(
    ws: Workspace,
    principal: Principal,
    slug: str,
    correction_id: int,
    *,
    fact_id: int | None = None,
    expected: int | None = None,
) -> Postmortem:
    """Settle a conflict for the correction. `fact_id` names another fact of its kind that it belongs to now.

    Raises Conflict where there is nothing to settle, or that fact is corrected in the same field already.
    """
    require(principal, Capability.WRITE)
    with writing(ws.engine) as session:
        rows = FactRows(session, principal, ws.now(), slug, expected)
        correction = rows.correction(correction_id)
        if correction.conflict is None:
            raise Conflict("there is no conflict to settle: somebody did it meanwhile")
        what = FactKind(correction.what)
        row = rows.fact(what, correction.fact_id)
        if fact_id is not None and fact_id != correction.fact_id:
            row = _move(rows, what, correction, row, fact_id)
        correction.was, correction.conflict = correction.said, None
        correction.actor, correction.at = principal.name, rows.now
        correction.source = rows.source(what, row) or correction.source
        session.add(correction)
        said = f"conflict settled: the corrected {words(correction.field)}{{}} stays"
        rows.note(what, row, f"{said}: {spoken(correction.value)}")
        rows.close({correction.field})
    catch_up(ws)
    return rows.post


def _wanted(given: Given) -> dict[str, Any]:
    """Field -> value in the form in which corrections are kept, of those that were given."""
    values = given.model_dump(mode="json", include=given.model_fields_set - {"reason"})
    for name, value in values.items():
        if isinstance(value, str) and name in NEVER_EMPTY:
            values[name] = " ".join(value.split()) if name == "title" else value.strip()
        if name in NEVER_EMPTY and not values[name]:
            raise InvalidInput(f"{name} cannot be empty", [FieldFault(name, "cannot be empty")])
        if name == "services":
            values[name] = sorted(set(value or []))
    return values


def _correct(rows: FactRows, what: FactKind, row: Any, name: str, value: Any, why: str | None) -> None:
    old, known = rows.stands(row, name), rows.known(what, row.id, name)
    rows.put(what, row, name, value)
    value = rows.stands(row, name)  # services have spellings
    if value == old:
        return
    if known is not None and known.said == value:
        rows.session.delete(known)
    else:
        mine = known or Correction(
            postmortem_id=rows.post.id or 0, what=what, fact_id=row.id, field=name, said=old, actor="", at=rows.now
        )
        mine.value, mine.was, mine.conflict = value, mine.said, None
        mine.actor, mine.at = rows.principal.name, rows.now
        mine.source = rows.source(what, row) or mine.source
        rows.session.add(mine)
    rows.note(what, row, f"{words(name)}{{}} corrected from {spoken(old)} to {spoken(value)}", why)


def _move(rows: FactRows, what: FactKind, correction: Correction, row: Any, fact_id: int) -> Any:
    """Hang the correction on another fact; the one that had it is again as the document said."""
    target = rows.fact(what, fact_id)
    if rows.known(what, fact_id, correction.field):
        raise Conflict(f"the {words(correction.field)} of that {WORD.get(what, 'record')} is corrected already")
    rows.put(what, row, correction.field, correction.said)
    correction.fact_id, correction.said = fact_id, rows.stands(target, correction.field)
    rows.put(what, target, correction.field, correction.value)
    return target


def _actions_follow(rows: FactRows, before: PostmortemKind) -> None:
    """A notice makes no action items: where it becomes or ceases to be one, they are read again."""
    post = rows.post
    if (before is PostmortemKind.NOTICE) == (post.kind is PostmortemKind.NOTICE) or post.removed_in_revision:
        return
    document = document_of(rows.session, post)
    read = read_document(shown_revision(rows.session, post).data, document.path)
    parsed = next((p for p in read.posts if p.line == post.line), None)
    if parsed is not None:
        parsed.kind = post.kind
        found = [c for c in causes(rows.session, post.id or 0) if c.removed_in_revision is None]
        sync_actions(rows.session, document, post, parsed, found, rows.principal, rows.now)
