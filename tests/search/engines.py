"""The engines that the tests of this folder run on, and documents for them."""

from collections.abc import Callable
from pathlib import Path

from app.search.backend import IndexedDocument, Scope, SearchIndex
from app.search.memory import MemoryIndex
from app.search.query import parse_query
from app.search.tantivy_index import TantivyIndex
from app.search.whoosh_index import WhooshIndex

ENGINES: dict[str, Callable[[Path], SearchIndex]] = {
    "memory": lambda _: MemoryIndex(),
    "whoosh": lambda folder: WhooshIndex(folder / "index", patience=5),
    "tantivy": lambda folder: TantivyIndex(folder / "index", patience=5),
}

EVERYONE = Scope(frozenset({"internal"}))
INSIDERS = Scope(frozenset({"internal", "restricted"}))


def document(number: int, title: str = "", body: str = "", **rest: object) -> IndexedDocument:
    told = {"visibility": "internal", "kind": "incident", "status": "published"} | rest
    return IndexedDocument(id=number, seq=number, title=title or f"Incident {number}", body=body, **told)  # type: ignore[arg-type]


def found(index: SearchIndex, text: str, scope: Scope = EVERYONE) -> list[int]:
    """The ids that the query finds, in ascending order, all on one page."""
    page = index.search(parse_query(text), scope, limit=100)
    assert page.total == len(page.hits)
    return sorted(hit.id for hit in page.hits)


def ranked(index: SearchIndex, text: str, scope: Scope = EVERYONE) -> list[int]:
    return [hit.id for hit in index.search(parse_query(text), scope, limit=100).hits]
