"""Just enough of the Dockerfile's language to hold it against the tree."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Instruction:
    word: str  # FROM, COPY …
    text: str  # its arguments, continuation lines joined

    def flags(self) -> dict[str, str]:
        return dict(re.findall(r"--([a-z-]+)=(\S+)", self.text))

    def arguments(self) -> list[str]:
        return [part for part in shlex.split(self.text) if not part.startswith("--")]

    def command(self) -> list[str]:
        """The exec form's words. Raises ValueError for the shell form, which would not pass signals on."""
        words: list[str] = json.loads(self.text[self.text.index("[") :])
        return words


def read_dockerfile(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    parts = (line.split(maxsplit=1) for line in joined.splitlines())
    return [Instruction(word.upper(), rest) for word, rest in parts]


def of(instructions: list[Instruction], word: str) -> list[Instruction]:
    return [i for i in instructions if i.word == word]


def absent_sources(instructions: list[Instruction], root: Path) -> list[str]:
    """What COPY takes from the tree, or from a stage, that is not there."""
    stages = {i.arguments()[-1] for i in of(instructions, "FROM") if " AS " in i.text}
    absent = []
    for copy in of(instructions, "COPY"):
        stage = copy.flags().get("from")
        if stage is None:
            absent += [source for source in copy.arguments()[:-1] if not (root / source).exists()]
        elif stage not in stages:
            absent.append(f"stage {stage}")
    return absent
