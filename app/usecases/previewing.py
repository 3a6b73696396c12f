"""What an import would do, told beforehand: documents are read, nothing is stored."""

from dataclasses import dataclass

from app.ingest.facts import ParsedPost
from app.store.engine import reading
from app.usecases.importing import Incoming, Outcome, known_document, outcome_of
from app.usecases.reading import read_document
from app.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a document would do, and what would be understood of it."""

    path: str
    outcome: Outcome
    posts: list[ParsedPost]


def preview(ws: Workspace, incoming: Incoming) -> Preview:
    """What `import_document` would do now.

    Raises UnreadableDocument and TooLarge.
    """
    document_read = read_document(incoming.data, incoming.path)
    with reading(ws.engine) as session:
        known = known_document(session, incoming, document_read)
        outcome = outcome_of(session, known, incoming, document_read) if known else "new"
    return Preview(incoming.path, outcome, document_read.posts)
