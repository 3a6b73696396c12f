"""Who is a person: those whom the document names as such (authors, lists of who took part), and names in use."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from app.ingest.actions.given_names import GIVEN
from app.ingest.blocks import BlockKind
from app.ingest.reading import Reading

#: Up to four words that each begin like a name's: "Ann", "Ann Lee", "J. van Dyk".
_WORD = r"[A-ZÀ-ÞŁŚŻ][\w.'’-]{0,30}"
NAME = rf"{_WORD}(?: (?:(?:van|von|de|der|den|da|di|la|bin|el|al) ){{0,2}}{_WORD}){{0,3}}"
_NAME = re.compile(NAME)
_LISTS = re.compile(
    r"\b(?:attendees|participants|people|responders|authors?|owners?|reviewers|contributors)\b", re.IGNORECASE
)
_KEPT_IN = ("metadata", "response", "supporting")
#: "Incident commander: Ann Lee" as a line, and as a row.
_ROLE = re.compile(
    r"\s{0,4}(?:(?:incident|tech(?:nical)?|comms?|communications?|scribe|on-?call) )?"
    r"(?:commander|lead|manager|facilitator|scribe|reporter|engineer|on-?call|ic|im|author|owner|contact)s?"
    r"\s{0,3}(?:[:|–-]\s{0,3}|$)",
    re.IGNORECASE,
)
#: "Platform team", "the Data Platform squad"; who is meant by a word alone.
TEAM = r"(?:[Tt]he )?[A-Z][\w/&-]{1,30}(?: [\w/&-]{2,30}){0,2} (?:[Tt]eam|[Ss]quad|[Gg]uild|[Cc]rew)"
CREW = r"(?:SREs?|DevOps|DBAs?|NOC|SOC|QA|SecOps|InfraOps|DevEx)"
_CREWS = re.compile(rf"{TEAM}|{CREW}(?: (?:team|squad|lead))?")
_HEAD_BLOCKS = 40
_MOST = 60


@dataclass(slots=True)
class Known:
    """The names in lower case, gathered when the first is asked for."""

    reading: Reading

    def __contains__(self, name: object) -> bool:
        if self.reading.people is None:
            self.reading.people = known_names(self.reading)
        return name in self.reading.people

    def add(self, owner: str | None) -> None:
        """Whoever an action was just given to."""
        if owner and self.reading.people is not None:
            self.reading.people |= _spellings(owner)


def is_person(name: str, known: Container[str]) -> bool:
    """Whether somebody is named: of the document's people (lower case), or with a given name in use in front."""
    if name.lower() in known:
        return True
    parts = [part for part in re.split(r" (?:and|&) |/", name) if part]
    return all(part.lower() in known or _is_given(part.split()[0]) for part in parts) if parts else False


def _is_given(word: str) -> bool:
    return word.istitle() and word.lower() in GIVEN


def is_team(name: str) -> bool:
    return _CREWS.fullmatch(name) is not None


def known_names(reading: Reading) -> set[str]:
    """In lower case: each name as written, and its first word."""
    names = [*reading.post.authors, *(a.owner for a in reading.post.actions if a.owner), *_in_charge(reading)]
    for section in reading.outline.sections:
        if section.name in _KEPT_IN and section.blocks and _LISTS.search(section.heading[:60]):
            names += [b.text for b in section.blocks[:_MOST] if b.kind is BlockKind.ITEM]
    return set().union(*map(_spellings, names))


def _spellings(name: str) -> set[str]:
    """The name that this begins with, and its first word."""
    match = _NAME.match(name.strip(" @[("))
    return {match[0].lower(), match[0].lower().split()[0]} if match else set()


def _in_charge(reading: Reading) -> Iterator[str]:
    for block in reading.blocks[:_HEAD_BLOCKS]:
        if block.kind is BlockKind.ROW and len(block.cells) == 2 and _ROLE.fullmatch(block.cells[0].text):
            yield block.cells[1].text
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            for _, _, text in block.rows():
                role = _ROLE.match(text[:120])
                if role is not None:
                    yield text[role.end() :]
