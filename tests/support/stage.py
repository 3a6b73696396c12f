"""People of every role, their programs, and fresh things for each of them to try something on."""

import shutil
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlmodel import select
from support import accounts
from support.databases import Clock

from app.config import Settings
from app.domain.capabilities import Capability, capabilities_of, within
from app.domain.checks import Check
from app.domain.gaps import Point
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER, OPERATOR, Principal
from app.domain.vocabulary import ActionStatus, FactKind, Grade, Role, TokenKind, TokenScope
from app.http.cookies import SESSION
from app.runtime import Runtime, open_runtime
from app.store.accounts import find_account
from app.store.action_items import find_action
from app.store.duplicates import find_pair
from app.store.engine import reading, writing
from app.store.tables import ActionItem, BulkChange, Cause, Correction, Duplicate, TimelineEvent
from app.usecases.accounts import NewAccount, add_account, disable_account
from app.usecases.actions import NewAction, create_action, move_action
from app.usecases.catalogue import FIELDS, add_record
from app.usecases.correctable import CauseGiven
from app.usecases.corrections import correct
from app.usecases.credentials import form_token
from app.usecases.documents import replace_text, withdraw
from app.usecases.duplicates import merge, tell_apart
from app.usecases.gaps import answer
from app.usecases.importing import Incoming, import_document
from app.usecases.signing_in import Browser, begin_session
from app.usecases.target_checks import set_check
from app.usecases.targets import add_targets
from app.usecases.tokens import SERVICE, NewToken, make_token

TEXT = """# {title}

## Summary
The disk of db-01 was full, as {title} tells.

## Timeline
- 2024-05-01 10:00 UTC: writes fail

## Root cause
The log rotation was off until {title} came.

## Action items
- [ ] Add an alert for {title} (@{owner}, due 2030-04-01)
"""
PROPOSER = Principal("proposer", LOCAL_OWNER.sees, frozenset({Capability.PROPOSE}))
DUE = "2030-01-01"
NOTHING = "http://127.0.0.1:9/"
Value = Any  # or a function of the stage that makes it


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who asks. `account` is None for nobody and a service; `bearer` the header of a program.

    `may` is what the table of capabilities gives them; `owner` the name under which work can be their own.
    """

    name: str
    account: str | None
    may: frozenset[Capability]
    bearer: dict[str, str] | None = None
    owner: str | None = None

    @property
    def in_person(self) -> bool:
        return self.account is not None and self.bearer is None


NOBODY = Visitor("nobody", None, frozenset())


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request sends besides its address. `version` is the one that If-Match names."""

    path: dict[str, Value] = field(default_factory=dict)
    query: dict[str, Value] = field(default_factory=dict)
    form: dict[str, Value] | None = None
    json: dict[str, Value] | None = None
    text: str | None = None
    version: int | None = None
    files: dict[str, tuple[str, str]] | None = None

    def made(self, stage: "Stage") -> "Ask":
        """With everything that it needs brought about."""
        path, query, form, json = (_made(part, stage) for part in (self.path, self.query, self.form, self.json))
        return Ask(path, query, form, json, self.text, self.version, self.files)


def _made(values: Any, stage: "Stage") -> Any:
    if values is None:
        return None
    return {name: value(stage) if callable(value) else value for name, value in values.items()}


@dataclass(slots=True)
class Stage:
    """`who` asks next; `own`: what is made for it is theirs."""

    ws: Runtime
    who: Visitor = NOBODY
    own: bool = False
    numbers: Any = field(default_factory=lambda: count(1))

    def name(self, what: str = "thing") -> str:
        return f"{what} {next(self.numbers)}"

    @property
    def owner(self) -> str:
        return (self.own and self.who.owner) or "Somebody Else"

    # Browsers

    def session(self) -> tuple[dict[str, str], str]:
        """The cookie of a new session, and the token of its forms."""
        with reading(self.ws.engine) as session:
            account = find_account(session, self.who.account or "")
        secret = begin_session(self.ws, account, Browser("127.0.0.1", "test"))
        assert secret
        return {"Cookie": f"{SESSION}={secret}"}, form_token(secret)

    # Postmortems

    def post(self) -> str:
        """Version 1, not shown before."""
        return self._imported()[0]

    def withdrawn(self) -> str:
        slug = self.post()
        withdraw(self.ws, LOCAL_OWNER, slug)
        return slug

    def parted(self) -> str:
        """In conflict between its file and an edit made here; version 2."""
        slug, path, text = self._imported()
        replace_text(self.ws, LOCAL_OWNER, slug, text.replace("full", "very full"), door="browser")
        changed = text.replace("db-01", "db-02").encode()
        import_document(self.ws, LOCAL_OWNER, Incoming("content", path, changed, "file"))
        return slug

    def corrected(self) -> str:
        """One cause of it; version 2."""
        return self._corrected()[0]

    def outrun(self) -> str:
        """Its correction is in conflict with what the file says now; version 3."""
        slug, path, text = self._corrected()
        changed = text.replace("The log rotation", "Trigger: the log rotation").encode()
        import_document(self.ws, LOCAL_OWNER, Incoming("content", path, changed, "file"))
        return slug

    def event(self) -> int:
        """Of the newest document."""
        return self._newest(TimelineEvent)

    def correction(self) -> int:
        return self._newest(Correction)

    def _corrected(self) -> tuple[str, str, str]:
        slug, path, text = self._imported()
        given = CauseGiven(text="Nobody rotates the logs")
        correct(self.ws, LOCAL_OWNER, slug, FactKind.CAUSE, self.cause(), given)
        return slug, path, text

    def _imported(self) -> tuple[str, str, str]:
        path, text = f"{self.name('post')}.md", TEXT.format(title=self.name("Outage"), owner=self.owner)
        found = import_document(self.ws, LOCAL_OWNER, Incoming("content", path, text.encode(), "file"))
        return found.postmortems[0].slug, path, text

    def pair(self) -> int:
        """Two postmortems that look like one."""
        same = f"---\nsource: https://example.org/{self.name('post').replace(' ', '-')}\n---\n"
        for _ in range(2):
            text = same + TEXT.format(title=self.name("Outage"), owner=self.owner)
            incoming = Incoming("content", f"{self.name('post')}.md", text.encode(), "file")
            import_document(self.ws, LOCAL_OWNER, incoming)
        return self._newest(Duplicate)

    def twin(self) -> str:
        """The address of one of the newest pair."""
        with reading(self.ws.engine) as session:
            return find_pair(session, LOCAL_OWNER, self._newest(Duplicate)).one.slug

    def merged(self) -> int:
        pair = self.pair()
        return merge(self.ws, LOCAL_OWNER, pair, self.twin()).duplicate.id or 0

    def apart(self) -> int:
        return tell_apart(self.ws, LOCAL_OWNER, self.pair()).duplicate.id or 0

    # Action items

    def action(self) -> str:
        """Open, with owner and due date; version 1."""
        return self._action(LOCAL_OWNER).key

    def tagged(self) -> str:
        """An open action with its version, as the board's forms name it."""
        return f"{self.action()}:1"

    def bulk(self) -> int:
        """A change of one action, made by the one who asks."""
        key = self.action()
        with writing(self.ws.engine) as session:
            account = find_account(session, self.who.account) if self.who.account else None
            made = BulkChange(
                at=self.ws.now(),
                actor=account.name if account else self.who.name,
                account=account.id if account else None,
                what="sprint 12",
                changed=[{"key": key, "version": 0, "before": {}}],
            )
            session.add(made)
            session.flush()
            return made.id or 0

    def fleet(self) -> str:
        """As `action`, to be done for org/code."""
        key = self.action()
        add_targets(self.ws, LOCAL_OWNER, key, ["org/code"])
        return key

    def asked(self) -> str:
        """As `fleet`, with an address to ask where nothing answers."""
        key = self.fleet()
        set_check(self.ws, LOCAL_OWNER, self.ws.settings.reach, key, "org/code", Check(NOTHING))
        return key

    def proposed(self) -> str:
        """Lacking nothing to be accepted; version 1."""
        return self._action(PROPOSER).key

    def bare(self) -> str:
        """Proposed without owner and due date; version 1."""
        return create_action(self.ws, PROPOSER, NewAction(text=self.name("Mend"))).key

    def done(self) -> str:
        """Version 2; of somebody else, so that whoever may verify it can."""
        action = create_action(self.ws, LOCAL_OWNER, NewAction(text="Mend", owner="Somebody Else", due=DUE))
        move_action(self.ws, LOCAL_OWNER, action.key, Move(ActionStatus.DONE, evidence=(Evidence("seen"),)))
        return action.key

    def verified(self) -> str:
        """Version 3."""
        key = self.done()
        move_action(self.ws, LOCAL_OWNER, key, Move(ActionStatus.VERIFIED, grade=Grade.ACCEPTABLE))
        return key

    def uncaused(self) -> str:
        """From a document with a cause that nothing answers yet."""
        assert self.post()
        return self.its_action()

    def gap(self) -> str:
        """The cause of the newest document, as a point of its matrix."""
        return f"cause-{self.cause()}"

    def its_action(self) -> str:
        """Of the newest document."""
        with reading(self.ws.engine) as session:
            return session.get_one(ActionItem, self._newest(ActionItem)).key

    def answered(self) -> str:
        """Its action is confirmed to answer its cause."""
        slug = self.post()
        answer(self.ws, LOCAL_OWNER, slug, Point.parse(self.gap()), self.its_action())
        return slug

    def earlier(self) -> str:
        """Unfinished, of an incident a year before any `post`."""
        text = TEXT.format(title=self.name("Outage"), owner=self.owner).replace("2024-05", "2023-05")
        import_document(self.ws, LOCAL_OWNER, Incoming("content", f"{self.name('post')}.md", text.encode(), "file"))
        with reading(self.ws.engine) as session:
            return session.get_one(ActionItem, self._newest(ActionItem)).key

    def cause(self) -> int:
        """Of the newest document."""
        return self._newest(Cause)

    def _newest(self, table: Any) -> int:
        with reading(self.ws.engine) as session:
            found = session.exec(select(table).order_by(table.id.desc()).limit(1)).first()
        assert found
        return found.id or 0

    def _action(self, who: Principal) -> ActionItem:
        new = NewAction(text=self.name("Mend"), owner=self.owner, due=DUE)
        made = create_action(self.ws, who, new)
        with reading(self.ws.engine) as session:
            return find_action(session, LOCAL_OWNER, made.key)

    # The catalogue

    def service(self) -> int:
        return self._record("service")

    def team(self) -> int:
        return self._record("team")

    def person(self) -> int:
        return self._record("person")

    def other(self) -> str:
        """Another service, team and person of one name, to be merged into."""
        name = self.name("other")
        for kind in FIELDS:
            add_record(self.ws, LOCAL_OWNER, kind, FIELDS[kind](name=name))
        return name

    def _record(self, kind: str) -> int:
        record = add_record(self.ws, LOCAL_OWNER, kind, FIELDS[kind](name=self.name(kind)))
        return int(record.id)

    # Accounts and tokens

    def account(self) -> str:
        """Version 1, with a link that was not used yet."""
        return add_account(self.ws, OPERATOR, NewAccount(name=self.name("account"))).account.name

    def disabled(self) -> str:
        """Version 2."""
        return disable_account(self.ws, LOCAL_OWNER, self.account()).name

    def link(self) -> str:
        return add_account(self.ws, OPERATOR, NewAccount(name=self.name("account"))).secret

    def account_name(self) -> str:
        return self.who.account or "admin"

    def token(self) -> int:
        """One's own; for who has no account, another's."""
        holder = accounts.principal(self.ws, self.who.account or "admin")
        new = NewToken(name=self.name("token"), scopes=[TokenScope.READ])
        return make_token(self.ws, holder, new).token.id or 0

    def service_token(self) -> int:
        new = NewToken(name=self.name("ci"), kind=TokenKind.SERVICE, scopes=[TokenScope.READ], owner="admin")
        return make_token(self.ws, LOCAL_OWNER, new).token.id or 0


def open_stage(migrated: Path, folder: Path) -> Stage:
    """Over a SQLite database of its own in this folder; close its `ws`."""
    file = folder / "aftercare.db"
    shutil.copy(migrated, file)
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{file}",
        content_dir=folder / "none",
        watch=False,
        search="memory",
        check_hosts=["127.0.0.1:9"],
        outbound_hosts=["127.0.0.1"],
    )
    return Stage(open_runtime(settings, Clock()))


def visitors(ws: Runtime) -> list[Visitor]:
    """Nobody, somebody of each role, three people's tokens, and a service's."""
    for role in (Role.ADMIN, Role.MANAGER, Role.AUTHOR, Role.READER):
        accounts.add(ws, role.value, role)
    people = [Visitor(role.value, role.value, capabilities_of(role), owner=role.value) for role in Role]
    held = [("manager", {TokenScope.READ}), ("manager", {TokenScope.WRITE}), ("admin", set(TokenScope))]
    programs = []
    for name, scopes in held:
        header = accounts.bearer(ws, name, sorted(scopes))
        may = within(capabilities_of(Role(name)), frozenset(scopes))
        title = f"{name}'s token for {', '.join(sorted(scopes))}"
        programs.append(Visitor(title, name, may, header, owner=name))
    return [NOBODY, *people, *programs, _service(ws)]


def _service(ws: Runtime) -> Visitor:
    """Its owner is an administrator: still it does what a program may, and nothing is its own."""
    scopes = [TokenScope.READ, TokenScope.WRITE]
    new = NewToken(name="importer", kind=TokenKind.SERVICE, scopes=scopes, owner="admin")
    header = {"Authorization": f"Bearer {make_token(ws, LOCAL_OWNER, new).secret}"}
    return Visitor("a service's token", None, within(SERVICE, frozenset(scopes)), header)
