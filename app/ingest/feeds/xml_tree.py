"""XML as a small tree, within bounds. Entities cannot be declared, and nothing outside is ever read."""

import html
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from app.domain.errors import InvalidInput, TooLarge

NODES = 200_000
DEPTH = 200
_APART = " "  # between a namespace and a name; neither can hold one
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(slots=True)
class Node:
    """An element: its name in lower case without namespace, that namespace, its attributes by local name."""

    name: str
    space: str
    attributes: dict[str, str]
    children: "list[Node | str]" = field(default_factory=list)

    def all(self, *names: str) -> "list[Node]":
        """The children of these names in its own namespace: other vocabularies use the same names."""
        mine = [c for c in self.children if isinstance(c, Node) and c.space == self.space]
        return [c for c in mine if c.name in names]

    def foreign(self, name: str) -> str:
        """The text of the first child of this name in any other namespace; "" for none."""
        others = (c for c in self.children if isinstance(c, Node) and c.space != self.space and c.name == name)
        return next((c.text() for c in others), "")

    def text(self, *names: str) -> str:
        """All text in the first child of these names, or in the element itself where none is given; "" for none."""
        if not names:
            return "".join(_texts(self)).strip()
        return next((text for child in self.all(*names) if (text := child.text())), "")

    def markup(self) -> str:
        """Its content as HTML."""
        return "".join(html.escape(c, quote=False) if isinstance(c, str) else _element(c) for c in self.children)


def parse_xml(data: bytes) -> Node:
    """The root element. Raises InvalidInput (with the line) where it is no XML or declares entities, TooLarge."""
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as exc:
        raise InvalidInput(f"line {exc.lineno}: no XML that can be read: {expat.ErrorString(exc.code)}") from exc
    except (LookupError, ValueError) as exc:  # an encoding that Python does not know, or not for single bytes
        raise InvalidInput(f"line 1: {exc}") from exc
    return next(child for child in builder.root.children if isinstance(child, Node))


class _Builder:
    def __init__(self) -> None:
        self.root = Node("", "", {})
        self._open = [self.root]
        self._nodes = 0
        self.parser = expat.ParserCreate(namespace_separator=_APART)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._declared
        self.parser.ExternalEntityRefHandler = self._declared

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count()
        space, _, own = name.rpartition(_APART)
        node = Node(own.lower(), space, {k.rpartition(_APART)[2].lower(): v for k, v in attributes.items()})
        self._open[-1].children.append(node)
        self._open.append(node)
        if len(self._open) > DEPTH:
            raise TooLarge(f"line {self.parser.CurrentLineNumber}: elements nested over {DEPTH} deep")

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._count()
        self._open[-1].children.append(text)

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > NODES:
            raise TooLarge(f"line {self.parser.CurrentLineNumber}: over {NODES:,} elements and texts")

    def _declared(self, *_: object) -> NoReturn:
        line = self.parser.CurrentLineNumber
        raise InvalidInput(f"line {line}: it declares entities, which no feed needs and attacks are made of")


def _texts(node: Node) -> list[str]:
    out: list[str] = []
    for child in node.children:
        out += [child] if isinstance(child, str) else _texts(child)
    return out


def _element(node: Node) -> str:
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in node.attributes.items())
    opened = f"<{node.name}{attributes}>"
    return opened if node.name in _VOID else f"{opened}{node.markup()}</{node.name}>"
