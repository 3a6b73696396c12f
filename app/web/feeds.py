"""Feeds: what is new, for programs that ask again and again."""

from fastapi import APIRouter, Request, Response

from app.http.absolute import absolute
from app.http.dependencies import PrincipalDep, SessionDep
from app.http.identity import FEEDS
from app.store.postmortems import PostmortemFilter, list_postmortems
from app.web.atom import category, entry, feed, text

ADDRESS = f"{FEEDS}postmortems.atom"
#: Of action items, as app/web/action_feeds.py makes them.
ACTIONS, TASKS = f"{FEEDS}actions.atom", f"{FEEDS}actions.ics"
_NEWEST = 50
_SUMMARY = 2000

router = APIRouter(include_in_schema=False)


@router.get(ADDRESS)
def postmortems(request: Request, session: SessionDep, principal: PrincipalDep) -> Response:
    """The latest postmortems as Atom."""
    entries = []
    for row in list_postmortems(session, principal, PostmortemFilter(), limit=_NEWEST).items:
        post = row.postmortem
        made = entry(
            f"{post.severity.upper()}: {post.title}" if post.severity else post.title,
            absolute(request, f"{ADDRESS}#{post.id}"),  # its own address changes with its title
            absolute(request, f"/postmortems/{post.slug}"),
            post.created_at,
            post.updated_at,
        )
        for service in row.services:
            category(made, service)
        if post.summary:
            text(made, "summary", post.summary[:_SUMMARY])
        entries.append((post.updated_at, made))
    return feed(request, "Postmortems", ADDRESS, "/postmortems", entries)
