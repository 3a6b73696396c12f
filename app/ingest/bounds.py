"""How much structure is read, said once. A document over a bound is refused with the line that passes it.

Together they keep every accepted document under two seconds (bench/ingest.py shows the worst cases).
"""

DOCUMENT_BYTES = 1024 * 1024
FRONT_MATTER_BYTES = 64 * 1024
FRONT_MATTER_DEPTH = 16
FRONT_MATTER_KEYS = 500
LINES = 20_000
LINE_CHARS = 20_000
#: Lines without an empty one between them are one inline run to the Markdown parser.
RUN_CHARS = 40_000
BLOCKS = 12_000
NESTING = 24
TABLE_ROWS = 2_000
TABLE_COLUMNS = 40
POSTS = 200
