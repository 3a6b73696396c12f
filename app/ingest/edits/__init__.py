"""What was decided elsewhere, written into the document it was read from: only the lines concerned change.

A way of writing something is tried, the text is read again, and the way is taken only where the reading differs
from the one before in what was meant and in nothing else. What no way can write is named, never invented.
"""

from app.ingest.edits.edit import Edit, Edited, Unwritten
from app.ingest.edits.writing import write_edits

__all__ = ["Edit", "Edited", "Unwritten", "write_edits"]
