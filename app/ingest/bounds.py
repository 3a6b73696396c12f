"""How much structure is read, said once. A document over a bound is refused with the line that passes it.

Together they keep every accepted document under two seconds (bench/ingest.py shows the worst cases).
"""

DOCUMENT_BYTES = 1024 * 1024
FRONT_MATTER_BYTES = 64 * 1024
FRONT_MATTER_DEPTH = 16
FRONT_MATTER_KEYS = 500
LINES = 20_000
LINE_CHARS = 20_000
#: Of one paragraph, heading or cell: reading inline mark-up costs up to the square of these.
INLINE_CHARS = 16_000
INLINE_BRACKETS = 150
#: Characters of a document that may open or close inline mark-up.
INLINE_MARKS = 80_000
#: Of one paragraph of plain text or HTML, which have no such mark-up.
PARAGRAPH_CHARS = 100_000
BLOCKS = 12_000
NESTING = 12
TABLE_ROWS = 2_000
TABLE_COLUMNS = 40
POSTS = 200
#: Facts of one kind that prose may yield; a document with more holds something else.
PROSE_FACTS = 300
