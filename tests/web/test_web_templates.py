"""Templates and static files hold to what the pages promise: typed contexts, no inline code, little weight."""

import gzip
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from app.web import routes
from app.web.assets import FOLDER
from app.web.environment import ENVIRONMENT, TEMPLATES
from app.web.rendering import Page

SOURCES = sorted(TEMPLATES.rglob("*.html"))
ALWAYS = {"frame", *ENVIRONMENT.globals}


def pages(kind: type[Page] = Page) -> Iterator[type[Page]]:
    for page in kind.__subclasses__():
        if vars(sys.modules[page.__module__])[page.__name__] is page:  # slots leave a second class behind
            yield page
        yield from pages(page)


def used_by(name: str) -> set[str]:
    """Names that a template and the layout it extends take from their context."""
    assert ENVIRONMENT.loader
    source, _, _ = ENVIRONMENT.loader.get_source(ENVIRONMENT, name)
    tree = ENVIRONMENT.parse(source)
    parents = {n for n in meta.find_referenced_templates(tree) if n and not n.startswith("partials/")}
    own = meta.find_undeclared_variables(tree) - set(named_in(tree))
    return own.union(*(used_by(parent) for parent in parents))


def named_in(tree: nodes.Template) -> Iterator[str]:
    """Names that a template gives itself, which its blocks see: imports, macros and sets at the top."""
    for node in tree.body:
        if isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)
        elif isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.Assign):
            yield from (name.name for name in node.find_all(nodes.Name) if name.ctx == "store")


PAGES = sorted(pages(), key=lambda page: page.__name__)


def test_there_are_pages_to_compare() -> None:
    assert routes
    assert len(PAGES) >= 14


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_context_holds_exactly_what_its_template_uses(page: type[Page]) -> None:
    assert {field.name for field in fields(page)} == used_by(page.template) - ALWAYS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_template_holds_no_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son\w+=|javascript:|<style|\|\s*safe\b", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_every_template_belongs_to_a_page_or_is_a_part() -> None:
    whole = {str(path.relative_to(TEMPLATES)) for path in SOURCES if path.parent.name in ("pages", "errors")}
    assert whole == {page.template for page in PAGES}


@pytest.mark.parametrize("name", ["app.css", "app.js"])
def test_styles_and_script_stay_light(name: str) -> None:
    assert len(gzip.compress((FOLDER / name).read_bytes())) < 20_000
