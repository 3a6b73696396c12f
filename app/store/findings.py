"""Which postmortems an import report lists, and how many lines of each kind, code and folder it has.

What reading reported is kept as JSON with each revision; the database looks into it. Over 10,000 documents on
SQLite counting takes a quarter of a second, a page less than half of one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlmodel import Session, col

from app.domain.diagnostics import FindingKind
from app.store.tables import ActionItem, Cause, Correction, Document, Postmortem, Revision, TimelineEvent

#: A rule that is less sure of what it read than this leaves a doubt.
SURE = 0.65
#: The facts that a rule reads, by the name that they have in a report.
FACTS: tuple[tuple[str, Any], ...] = (("event", TimelineEvent), ("cause", Cause), ("action", ActionItem))
_FOLDERS = 60


class json_each(GenericFunction[Any]):
    """A row for each item of a list that is kept as JSON; its column is `value`. The name is SQLite's."""

    inherit_cache = True


@compiles(json_each, "postgresql")
def _json_each(element: Any, compiler: Any, **kw: Any) -> str:
    return f"json_array_elements({compiler.process(element.clauses, **kw)})"


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Any-of within a field, all-of across fields. Only diagnostics have codes.

    What lies below a folder belongs to it. `slug` is the address of one postmortem, which has to be there.
    """

    code: tuple[str, ...] = ()
    kind: tuple[FindingKind, ...] = ()
    folder: tuple[str, ...] = ()
    slug: str | None = None

    @property
    def below(self) -> tuple[str, ...]:
        """With what the paths of the documents begin, one of them."""
        return tuple(f if f.endswith("/") else f"{f}/" for f in self.folder)

    def takes(self, kind: FindingKind, code: str = "") -> bool:
        """Whether a finding is asked for."""
        return (not self.kind or kind in self.kind) and (not self.code or code in self.code)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many findings of a kind and code documents of one folder have."""

    folder: str
    kind: FindingKind
    code: str
    count: int


def matching(where: FindingFilter) -> list[Any]:
    """Conditions on the postmortems that have a finding of those asked for; none where any postmortem will do."""
    conditions: list[Any] = []
    if where.folder:
        within = [sa.func.substr(Document.path, 1, len(f)) == f for f in where.below]
        here = sa.select(col(Document.id)).where(sa.or_(*within))
        conditions.append(col(Postmortem.document_id).in_(here))
    if where.kind or where.code:
        kinds = [kind for kind in where.kind or FindingKind if kind is FindingKind.DIAGNOSTIC or not where.code]
        found = [col(Postmortem.id).in_(ids) for kind in kinds for ids in _ids(kind, where.code)]
        conditions.append(sa.or_(sa.false(), *found))
    return conditions


def count_findings(session: Session, listed: Iterable[Any], where: FindingFilter) -> dict[str, dict[str, int]]:
    """For code, kind and folder: how many lines each value would leave, the most first.

    `listed` are conditions on the postmortems that may be told of at all. At most 60 folders are given.
    """
    every = list(_counted(session, list(listed)))
    codes, kinds, folders = Counter[str](), Counter[str](), Counter[str]()
    for cell in every:
        here = not where.folder or cell.folder.startswith(where.below)
        of_kind = not where.kind or cell.kind in where.kind
        if here and of_kind and cell.kind is FindingKind.DIAGNOSTIC:
            codes[cell.code] += cell.count
        if here and (not where.code or cell.code in where.code):
            kinds[cell.kind] += cell.count
        if where.takes(cell.kind, cell.code):
            folders[cell.folder] += cell.count
    most = list(_most(_above(folders)).items())[:_FOLDERS]
    return {"code": _most(codes), "kind": _most(kinds), "folder": dict(most)}


def _most(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(((str(k), n) for k, n in counts.items() if n), key=lambda item: (-item[1], item[0])))


def _above(folders: Mapping[str, int]) -> Counter[str]:
    """With the folders that hold those; one that holds nothing but one other says no more than that."""
    whole = Counter[str]()
    for folder, count in folders.items():
        for end, letter in enumerate(folder, 1):
            if letter == "/":
                whole[folder[:end]] += count
    inside = Counter({f: n for f, n in whole.items() if f.strip("/") and not f.endswith("//")})
    alone = {
        above
        for folder, count in inside.items()
        if inside.get(above := folder[: folder.rstrip("/").rfind("/") + 1]) == count
    }
    return Counter({folder: count for folder, count in inside.items() if folder not in alone})


def _counted(session: Session, conditions: list[Any]) -> Iterator[Counted]:
    folder = sa.func.rtrim(Document.path, sa.func.replace(Document.path, "/", ""))
    for kind, query in _queries(folder):
        for path, code, count in session.execute(query.where(*conditions)):
            yield Counted(path, kind, code, int(count or 0))


def _queries(folder: Any) -> Iterator[tuple[FindingKind, Any]]:
    """Selects of folder, code and count, grouped by the first two."""
    part, reported = _reported()
    found = json_each(part["diagnostics"]).table_valued(sa.column("value", sa.JSON), name="found")
    code = found.c.value["code"].as_string()
    query = sa.select(folder, code, sa.func.count()).select_from(reported.join(found, sa.true()))
    yield FindingKind.DIAGNOSTIC, query.group_by(folder, code)
    none = sa.literal("")
    blocks = sa.func.sum(sa.func.json_array_length(part["unplaced"]))
    yield FindingKind.UNPLACED, sa.select(folder, none, blocks).select_from(reported).group_by(folder)
    documents = sa.join(Postmortem, Document, col(Document.id) == col(Postmortem.document_id))
    for kind in (FindingKind.DOUBTFUL, FindingKind.CONFLICT):
        for rows in _rows(kind):
            of_it = rows.subquery()
            joined = documents.join(of_it, of_it.c.postmortem_id == col(Postmortem.id))
            yield kind, sa.select(folder, none, sa.func.count()).select_from(joined).group_by(folder)


def _ids(kind: FindingKind, codes: tuple[str, ...]) -> Iterator[Any]:
    """Selects of the ids of postmortems that have a finding of the kind, diagnostics of these codes."""
    if kind in (FindingKind.DOUBTFUL, FindingKind.CONFLICT):
        yield from _rows(kind)
        return
    part, reported = _reported()
    query = sa.select(col(Postmortem.id)).select_from(reported).correlate(None)
    if codes:
        found = json_each(part["diagnostics"]).table_valued(sa.column("value", sa.JSON), name="found")
        query = query.select_from(reported.join(found, sa.true()))
        yield query.where(found.c.value["code"].as_string().in_(codes))
    else:
        lines = part["diagnostics" if kind is FindingKind.DIAGNOSTIC else "unplaced"]
        yield query.where(sa.func.json_array_length(lines) > 0)


def _rows(kind: FindingKind) -> Iterator[Any]:
    """Selects of `postmortem_id`, a row for each doubtful fact or contradicted correction."""
    if kind is FindingKind.CONFLICT:
        yield sa.select(col(Correction.postmortem_id)).where(col(Correction.conflict).is_not(None))
        return
    for _name, table in FACTS:
        unsure = (table.confidence < SURE) & table.removed_in_revision.is_(None)
        yield sa.select(table.postmortem_id).where(unsure, table.postmortem_id.is_not(None))


def _reported() -> tuple[Any, Any]:
    """What reading each postmortem's lines of the shown revision reported, and the join that it comes from."""
    part = json_each(Revision.report).table_valued(sa.column("value", sa.JSON), name="part")
    head = (col(Revision.document_id) == col(Document.id)) & (col(Revision.number) == col(Document.head))
    joined = sa.join(Postmortem, Document, col(Document.id) == col(Postmortem.document_id)).join(Revision, head)
    own = part.c.value["line"].as_integer() == col(Postmortem.line)
    return part.c.value, joined.join(part, own)
