"""The templates' surroundings: everything escaped, an unknown name is an error, and the filters they use."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.domain.vocabulary import UNFINISHED
from app.web import words
from app.web.assets import asset

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def make_environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(
        words=words.words,
        plural=words.plural,
        duration=words.duration,
        day=words.day,
        due=words.due,
        due_class=words.due_class,
        ago=words.ago,
        stamp=words.stamp,
        when=words.when,
        utc=words.utc,
        clock=words.clock,
    )
    env.globals.update(asset=asset, when_range=words.when_range, unfinished=UNFINISHED)
    return env


ENVIRONMENT = make_environment()
