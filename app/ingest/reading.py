"""What every rule sees of a post, and fills: blocks in their sections, head, clock, the record itself."""

from dataclasses import dataclass, field

from app.ingest.blocks import Block
from app.ingest.clock.resolver import Clock
from app.ingest.facts import Diagnostic, ParsedPost
from app.ingest.front_matter import FrontMatter
from app.ingest.sections import Outline, Section

_MAX_DIAGNOSTICS = 500


@dataclass(slots=True)
class Reading:
    """`taken` holds the blocks (by `id`) that some rule has read; the others end up in `unplaced`.

    `people`: names in lower case, gathered when the first is asked for (`actions.people`).
    """

    post: ParsedPost
    outline: Outline
    head: FrontMatter
    title: Block | None
    clock: Clock
    taken: set[int] = field(default_factory=set)
    people: set[str] | None = None

    @property
    def blocks(self) -> list[Block]:
        return self.outline.blocks

    def section(self, block: Block) -> Section:
        return self.outline.section(block)

    def take(self, *blocks: Block) -> None:
        self.taken.update(id(b) for b in blocks)

    def free(self, block: Block) -> bool:
        return id(block) not in self.taken

    def note(self, line: int, code: str, message: str) -> None:
        note_on(self.post, line, code, message)

    def sections(self, *roles: str) -> list[Section]:
        """Sections in these roles that hold blocks, in document order."""
        return [s for s in self.outline.sections if s.blocks and s.has(*roles)]


def note_on(post: ParsedPost, line: int, code: str, message: str) -> None:
    """Add a diagnostic, once: the same words on another line say nothing new."""
    if len(post.diagnostics) < _MAX_DIAGNOSTICS and not any(
        d.code == code and (d.line == line or d.message == message) for d in post.diagnostics[-50:]
    ):
        post.diagnostics.append(Diagnostic(line, code, message))
