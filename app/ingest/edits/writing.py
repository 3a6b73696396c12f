"""Edits tried on the text until each is written as meant, or every way is used up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.domain.errors import UnreadableDocument
from app.ingest.edits.action_ways import Lines, Way, action_ways
from app.ingest.edits.checking import same_otherwise
from app.ingest.edits.edit import Edit, Edited, Unwritten
from app.ingest.edits.fact_ways import fact_ways
from app.ingest.edits.source import Source
from app.ingest.parser import parse_document

#: Readings at most, and characters read in all: the rest is left unwritten rather than tried for ever.
_READINGS, _CHARS = 400, 8_000_000
_NO_PLACE = "nothing in its line can say it so that it is read back, with everything else as it was"
_STALE = "the document is read otherwise now than when it was imported"
_ENOUGH = "the document is too long to try further ways"


@dataclass(slots=True, eq=False)
class _Task:
    """An edit with its ways; `way` is the present one."""

    edit: Edit
    ways: Iterator[Way]
    way: Way | None = None
    tried: list[dict[int, str]] = field(default_factory=list)

    def next_way(self, source: Source) -> bool:
        """Go to the next way that changes something that was not tried yet; False where none is left."""
        for way in self.ways:
            changed = _applied(way, source.bodies)
            if changed and changed not in self.tried and all(source.fits(line) for line in changed.values()):
                self.way = way
                self.tried.append(changed)
                return True
        return False


def _applied(way: Way | None, lines: Lines) -> dict[int, str]:
    """The lines that it changes."""
    changed = way(lines) if way else None
    return {i: line for i, line in (changed or {}).items() if line != lines[i]}


def write_edits(text: str, path: str, edits: Sequence[Edit], *, encoding: str = "utf-8") -> Edited:
    """The text with the edits in it, line by line; `path` decides how it is read, as for `parse_document`.

    `encoding` is what the text will be kept in: a line that it cannot hold is not written. Raises
    UnreadableDocument where the text itself cannot be read.
    """
    work = _Work(text, path, encoding)
    work.settle(work.tasks(edits))
    for edit in work.taken_back():
        work.alone(edit)
    return Edited(work.text, work.written, work.unwritten)


def _order(edit: Edit) -> tuple[int, str, int]:
    return edit.post, edit.what, edit.index


class _Work:
    def __init__(self, text: str, path: str, encoding: str) -> None:
        self.text, self.path, self.encoding = text, path, encoding
        self.source = Source.of(text, path, encoding)
        self.before = parse_document(text, path)
        self.written: list[Edit] = []
        self.unwritten: list[Unwritten] = []
        self.failed: list[Edit] = []
        self.readings = 0

    def tasks(self, edits: Sequence[Edit]) -> list[_Task]:
        """From the end of the text to its begin, so that a place holds until it is its turn."""
        self.source = Source.of(self.text, self.path, self.encoding)
        self.readings += 1
        tasks = []
        for edit in sorted(edits, key=_order, reverse=True):
            try:
                fact = edit.fact(self.before[edit.post])
            except IndexError:
                self._give_up(edit, _STALE, 0)
                continue
            if edit.holds(fact):
                continue  # it says so already
            ways = (
                action_ways(self.source, edit, fact)
                if edit.what == "action"
                else fact_ways(self.source, edit, fact)
            )
            tasks.append(_Task(edit, ways))
        return self._startable(tasks)

    def taken_back(self) -> list[Edit]:
        """Those that failed so far: beside others, whose ways may have been in their way."""
        failed, self.failed = sorted(self.failed, key=_order), []
        return failed

    def alone(self, edit: Edit) -> None:
        """By itself, else each of its fields by itself, and once more beside those that could be written."""
        self.settle(self.tasks([edit]))
        rest = [failed.only(name) for failed in self.taken_back() for name in failed.values]
        for _ in range(2 if len(edit.values) > 1 else 0):
            before = len(rest)
            for part in rest:
                self.settle(self.tasks([part]))
            rest = self.taken_back()
            if len(rest) == before:
                break
        for part in rest:
            self._give_up(part, _ENOUGH if self._spent() else _NO_PLACE)

    def settle(self, tasks: list[_Task]) -> None:
        """Write all of these at once; where that does not work out, change ways, or try it half by half."""
        while tasks:
            if self._spent():
                self.failed += [task.edit for task in tasks]
                return
            wrong, clean = self._try(tasks)
            if clean:
                return
            if not wrong and len(tasks) > 1:
                middle = len(tasks) // 2
                self.settle(tasks[:middle])
                self.settle(tasks[middle:])
                return
            stuck = wrong or tasks
            tasks = [t for t in tasks if t not in stuck] + self._startable(stuck)

    def _try(self, tasks: list[_Task]) -> tuple[list[_Task], bool]:
        """Those whose facts do not say what they should; True where all do and nothing else changed: it is kept."""
        bodies = list(self.source.bodies)
        for task in tasks:
            for at, line in _applied(task.way, bodies).items():
                bodies[at] = line
        text = replace(self.source, bodies=bodies).joined()
        edits = [*self.written, *(task.edit for task in tasks)]
        self.readings += 1
        try:
            after = parse_document(text, self.path)
            wrong = [t for t in tasks if not t.edit.holds(t.edit.fact(after[t.edit.post]))]
            if wrong or not same_otherwise(self.before, after, edits):
                return wrong, False
        except (UnreadableDocument, IndexError):
            return [], False
        self.text, self.source.bodies, self.written = text, bodies, edits
        return [], True

    def _startable(self, tasks: list[_Task]) -> list[_Task]:
        ready = [task for task in tasks if task.next_way(self.source)]
        self.failed += [task.edit for task in tasks if task not in ready]
        return ready

    def _spent(self) -> bool:
        return self.readings >= _READINGS or self.readings * len(self.text) > _CHARS

    def _give_up(self, edit: Edit, why: str, line: int | None = None) -> None:
        at = edit.fact(self.before[edit.post]).line if line is None else line
        self.unwritten += [Unwritten(edit, name, at, why) for name in edit.values]
