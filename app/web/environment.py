"""The templates' surroundings: everything escaped, an unknown name is an error, and the filters they use."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.domain.vocabulary import UNFINISHED
from app.web import words
from app.web.assets import asset
from app.web.form_tokens import FormTokens, form_token_field
from app.web.source.cleaning import clean
from app.web.source.markdown import prose_html

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def make_environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[FormTokens],
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
        prose=_prose,
    )
    env.globals.update(
        form_token_field=form_token_field, asset=asset, when_range=words.when_range, unfinished=UNFINISHED
    )
    return env


@lru_cache(maxsize=512)
def _prose(text: str) -> Markup:
    return Markup(clean(prose_html(text)))


ENVIRONMENT = make_environment()
