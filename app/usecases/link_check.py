"""Do the sources that postmortems point to still answer? A dead link takes its knowledge with it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import col, select

from app.domain.capabilities import Capability
from app.domain.errors import AftercareError
from app.domain.principal import Principal, require
from app.outbound.fetching import fetch
from app.store.engine import reading
from app.store.scope import listed, visible_to
from app.store.tables import Postmortem, PostmortemLink
from app.usecases.workspace import Workspace

AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class LinkState:
    """One address with the postmortems that name it; `problem` is None where it answers."""

    url: str
    slugs: tuple[str, ...]
    status: int | None
    problem: str | None


def check_links(
    ws: Workspace,
    principal: Principal,
    trusted: frozenset[str],
    done: Callable[[LinkState], None] = lambda _: None,
) -> list[LinkState]:
    """Visit every web address that listed postmortems name, each once, in order of address."""
    require(principal, Capability.READ)
    named = _named(ws, principal)
    states = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for state in pool.map(lambda item: _visit(item[0], item[1], trusted), sorted(named.items())):
            states.append(state)
            done(state)
    return states


def _named(ws: Workspace, principal: Principal) -> dict[str, tuple[str, ...]]:
    query = (
        select(PostmortemLink.target, Postmortem.slug)
        .join(Postmortem, col(Postmortem.id) == col(PostmortemLink.postmortem_id))
        .where(visible_to(principal), listed(), col(PostmortemLink.removed_in_revision).is_(None))
    )
    found: dict[str, tuple[str, ...]] = {}
    with reading(ws.engine) as session:
        for target, slug in session.exec(query.order_by(col(Postmortem.slug))):
            if urlsplit(target).scheme in ("http", "https"):
                url = target.partition("#")[0]
                found[url] = tuple(dict.fromkeys((*found.get(url, ()), slug)))
    return found


def _visit(url: str, slugs: tuple[str, ...], trusted: frozenset[str]) -> LinkState:
    try:
        answer = fetch(url, trusted)
    except AftercareError as error:
        return LinkState(url, slugs, None, str(error))
    if answer.status >= 400:
        return LinkState(url, slugs, answer.status, f"answers {answer.status}")
    if answer.location:
        return LinkState(url, slugs, answer.status, f"moved to {answer.location[:200]}")
    return LinkState(url, slugs, answer.status, None)
