"""Tags in use."""

from fastapi import APIRouter

from app.api.catalogue_models import TagRead
from app.api.fields import Page
from app.api.problems import reads
from app.http.dependencies import PrincipalDep, SessionDep
from app.store.catalogue import list_tags

router = APIRouter(prefix="/tags", tags=["catalogue"])


@router.get("", summary="List tags", responses=reads())
def list_all(session: SessionDep, who: PrincipalDep) -> Page[TagRead]:
    """The commonest first, all of them."""
    return Page.whole([TagRead(name=name, postmortems=n) for name, n in list_tags(session, who)])
