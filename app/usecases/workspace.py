"""What a use case works with. `app.runtime` builds the one that runs; tests build their own."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.search.backend import SearchIndex
from app.store.engine import Bind


class Workspace(Protocol):
    """`now` gives an aware UTC time."""

    @property
    def engine(self) -> Bind: ...

    @property
    def index(self) -> SearchIndex: ...

    @property
    def now(self) -> Callable[[], datetime]: ...
