"""What was decided here, written into the documents it came from: states, owners, due dates, corrected facts.

Where nothing was changed here, the very bytes that came in go out. Whatever is written is imported in thought
first: only what leaves the record as it is stays written, the rest is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from app.domain.capabilities import Capability
from app.domain.errors import Forbidden
from app.domain.lines import split_lines
from app.domain.principal import Principal, require
from app.ingest.decoding import encode
from app.ingest.edits import Edit, Edited, write_edits
from app.ingest.facts import ParsedPost
from app.ingest.parser import parse_document
from app.store.facts import shown_revision, text_of
from app.store.postmortems import document_of
from app.store.tables import Document, Postmortem, Revision
from app.usecases.left_out import LeftOut
from app.usecases.wanted_actions import WantedActions
from app.usecases.wanted_facts import corrected, fact_left_out, wanted_facts

_ROUNDS = 8  # of taking out what an import would not take as it is meant
_CULPRITS = ("text", "owner", "team", "due")
_UNLIKE = "importing it would change something else of the record"
_NOT_READ = "the document is read otherwise now than when it was imported"


@dataclass(frozen=True, slots=True)
class Exported:
    """`data` is in the document's own encoding, `path` the document's; `left` is what the text does not say."""

    data: bytes
    encoding: str
    path: str
    left: list[LeftOut]


def export_post(session: Session, principal: Principal, postmortem: Postmortem) -> Exported:
    """The post's own lines with what was decided here written in."""
    require(principal, Capability.READ)
    head, document = shown_revision(session, postmortem), document_of(session, postmortem)
    text, left = _written(session, document, head, [postmortem])
    own = "".join(split_lines(text)[postmortem.line - 1 : postmortem.end_line])
    first = postmortem.line == 1
    encoding = "utf-8" if head.encoding == "utf-8-sig" and not first else head.encoding
    return Exported(encode(own, head.data if first else b"", encoding), encoding, document.path, left)


def export_document(session: Session, principal: Principal, postmortem: Postmortem) -> Exported:
    """The whole document that the post stands in, with what was decided here of every post in it.

    Raises Forbidden where it holds a post that the principal may not read.
    """
    require(principal, Capability.READ)
    head, document = shown_revision(session, postmortem), document_of(session, postmortem)
    posts = [postmortem] if postmortem.removed_in_revision is not None else _posts_of(session, document)
    if any(post.visibility not in principal.sees for post in posts):
        raise Forbidden("the document holds another postmortem that you may not read")
    text, left = _written(session, document, head, posts)
    return Exported(encode(text, head.data, head.encoding), head.encoding, document.path, left)


def _posts_of(session: Session, document: Document) -> list[Postmortem]:
    of_it = select(Postmortem).where(
        Postmortem.document_id == document.id, col(Postmortem.removed_in_revision).is_(None)
    )
    return list(session.exec(of_it.order_by(col(Postmortem.line))).all())


def _written(
    session: Session, document: Document, head: Revision, posts: Sequence[Postmortem]
) -> tuple[str, list[LeftOut]]:
    text = text_of(head)
    wanted = [WantedActions.of(session, post) for post in posts]
    if not any(w.any_changed or corrected(session, w.postmortem) for w in wanted):
        return text, []
    return _Writing(session, document.path, head.encoding, text, wanted).done()


class _Writing:
    """One document while its edits are found, tried, and held against what an import would make of them."""

    def __init__(
        self, session: Session, path: str, encoding: str, text: str, wanted: Sequence[WantedActions]
    ) -> None:
        self.path, self.encoding, self.text = path, encoding, text
        self.edits: list[Edit] = []
        self.left: list[LeftOut] = []
        self.before: dict[int, dict[int, int]] = {}
        self.wanted: dict[int, WantedActions] = {}
        parsed = parse_document(text, path)
        self.parsed = parsed
        by_line = {post.line: place for place, post in enumerate(parsed)}
        for mine in wanted:
            place = by_line.get(mine.postmortem.line)
            if place is None:
                slug = mine.postmortem.slug
                self.left.append(LeftOut(slug, "postmortem", mine.postmortem.line, "text", None, _NOT_READ))
                continue
            self.wanted[place] = mine
            self._find(session, place, parsed[place])

    def _find(self, session: Session, place: int, parsed: ParsedPost) -> None:
        mine = self.wanted[place]
        self.before[place] = mine.pairs(parsed)
        for edits, left in (mine.edits(place, parsed), wanted_facts(session, mine.postmortem, place, parsed)):
            self.edits += edits
            self.left += left

    def done(self) -> tuple[str, list[LeftOut]]:
        for _round in range(_ROUNDS):
            result = write_edits(self.text, self.path, self.edits, encoding=self.encoding)
            upset = self._upset(result)
            if not upset:
                self._report(result)
                return result.text, self.left
            self._take_out(upset)
        for edit in self.edits:
            self._leave(edit, None, _UNLIKE)
        return self.text, self.left

    def _upset(self, result: Edited) -> list[Edit]:
        """Those of which an import would make something else."""
        after = parse_document(result.text, self.path)
        pairs = {place: mine.pairs(after[place]) for place, mine in self.wanted.items()}
        return [
            edit
            for edit in result.written
            if edit.what == "action"
            and self.wanted[edit.post].upset(edit, self.before[edit.post], after[edit.post], pairs[edit.post])
        ]

    def _take_out(self, upset: Sequence[Edit]) -> None:
        """Of what was upset one field is left out, the likeliest first; the others are tried without it.

        A new wording is tried with the action's key beside it before that.
        """
        places = {(e.post, e.index) for e in upset}
        kept = []
        for edit in self.edits:
            if edit.what != "action" or (edit.post, edit.index) not in places:
                kept.append(edit)
                continue
            if "text" in edit.values and "key" not in edit.values:
                kept.append(replace(edit, values={**edit.values, "key": edit.key}))
                continue
            culprit = next(n for n in (*_CULPRITS, *edit.values) if n in edit.values)
            self._leave(edit.only(culprit), None, _UNLIKE)
            rest = self._without(edit, culprit)
            kept += [rest] if rest.values else []
        self.edits = kept

    def _without(self, edit: Edit, culprit: str) -> Edit:
        """What is still to be said: a status that only went with an owner goes with that."""
        mine, parsed = self.wanted[edit.post], self.parsed[edit.post].actions[edit.index]
        action = mine.actions[self.before[edit.post][edit.index]]
        whole = mine.values(action, parsed)
        left = mine.values(action, parsed, (whole.keys() - edit.values.keys()) | {culprit})
        return edit.only(*(name for name in edit.values if name in left))

    def _report(self, result: Edited) -> None:
        for lost in result.unwritten:
            self._leave(lost.edit, lost.line, lost.why)

    def _leave(self, edit: Edit, line: int | None, why: str) -> None:
        mine = self.wanted[edit.post]
        for name in edit.values:
            if name == "key":
                continue  # nothing that a person would miss
            if edit.what == "action":
                self.left.append(mine.left_out(edit, name, line, why))
            else:
                self.left.append(fact_left_out(mine.postmortem, edit, name, line, why))
