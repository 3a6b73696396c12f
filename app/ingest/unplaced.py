"""The sections as the record keeps them, and the blocks that no rule took: nothing of the document is lost."""

from app.ingest.facts import ParsedSection, Unplaced
from app.ingest.reading import Reading


def read(reading: Reading) -> None:
    for section in reading.outline.sections:
        if section.heading:
            end = max(section.end_line, section.line)
            reading.post.sections.append(
                ParsedSection(section.name, section.heading, section.level, section.line, end)
            )
    for block in reading.blocks:
        if reading.free(block) and block.text.strip(" |\n"):
            reading.post.unplaced.append(Unplaced(block.line, max(block.end_line, block.line), block.text))
