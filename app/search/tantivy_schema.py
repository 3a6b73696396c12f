"""What the Tantivy index holds of a document. Words are read by `analysis.py`; Tantivy only parts them at spaces.

Tantivy's own BM25 counts hidden and deleted documents, and a score that knows of them tells of them. So each term
of a document is also kept under the step of weight that it has there, and a query adds up steps times the rarity
among visible documents (tantivy_query.py): the same formula, in steps, of what may be seen alone.
"""

from collections import Counter

import tantivy

from app.domain.names import fold
from app.search import ranking
from app.search.analysis import ANALYSIS_VERSION, PARAGRAPH, analysed, composed, terms
from app.search.backend import IndexedDocument
from app.search.query_fields import FIELDS
from app.search.suggestions import HintKind, hints

#: An index with another stamp is made anew.
STAMP = f"1 {ANALYSIS_VERSION}"

#: Steps that one unit of weight is parted into; no weight reaches K1 + 1.
STEPS = 8
MOST_STEPS = int((ranking.K1 + 1) * STEPS)
#: Words of the text that lengths are measured against: fixed, because an average would tell of hidden texts.
_USUAL_LENGTH = 600

NUL = "\0"
_SPACES = "spaces"
MEASURED = tuple(name for name, rule in FIELDS.items() if rule.measure)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for positioned in ("text", "title"):
        builder.add_text_field(positioned, tokenizer_name=_SPACES, index_option="position")
    for whole in ("weights", "forms", "values", "visibility", *map(hint_field, HintKind)):
        builder.add_text_field(whole, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("facets", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("order", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("date", fast=True)
    for name in MEASURED:
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def hint_field(kind: HintKind) -> str:
    return f"hints_{kind.name.lower()}"


SCHEMA = _schema()


def prepared(index: tantivy.Index) -> tantivy.Index:
    """The index with the reading of words that the schema names."""
    index.register_tokenizer(_SPACES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def stored(document: IndexedDocument) -> tantivy.Document:
    whole = composed(f"{document.title}\n\n{document.body}")
    text = analysed(whole)
    weights = Counter({term: len(at) for term, at in text.positions.items()})
    title = terms(document.title)
    for term in title:
        weights[term] += ranking.TITLE_WEIGHT - 1
    out = tantivy.Document()
    for paragraph in PARAGRAPH.split(whole):  # values of a field are set apart by one position, as paragraphs are
        out.add_text("text", " ".join(terms(paragraph)))
    out.add_text("title", " ".join(title))
    damped = ranking.damping(text.length, _USUAL_LENGTH)
    for term, weight in weights.items():
        out.add_text("weights", weighed(term, _step(weight, damped)))
    for form in text.forms:
        out.add_text("forms", form)
    _add_fields(out, document)
    return out


def weighed(term: str, step: int) -> str:
    return f"{term}{NUL}{step}"


def valued(field: str, value: str) -> str:
    return f"{field}{NUL}{value}"


def order_of(document: IndexedDocument) -> str:
    """Compared as text, the newest is the greatest, then the one with the highest id."""
    return f"{document.date or 0:08}{document.id:019}"


def _step(weight: float, damped: float) -> int:
    return min(max(round(ranking.gain(weight, 1.0, damped) * STEPS), 1), MOST_STEPS)


def _add_fields(out: tantivy.Document, document: IndexedDocument) -> None:
    for field, value in document.facets():
        out.add_text("facets", valued(field, value))
    for folded in {valued(field, fold(value)) for field, value in document.facets()}:
        out.add_text("values", folded)
    for hint in hints(document):
        for key in hint.keys:
            out.add_text(hint_field(hint.kind), valued(key, hint.text))
    for name, number in document.numbers:
        out.add_integer(name, number)
    out.add_text("visibility", document.visibility)
    out.add_text("order", order_of(document))
    out.add_integer("id", document.id)
    out.add_integer("date", document.date or 0)
