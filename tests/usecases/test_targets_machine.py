"""Anybody does anything with an action and its targets, and time passes: targets, status and history agree."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from support.databases import Clock, Workspace

from app.domain.capabilities import capabilities_of
from app.domain.errors import AftercareError
from app.domain.lifecycle import Evidence, Move
from app.domain.principal import LOCAL_OWNER, SYSTEM, Principal
from app.domain.targets import VOUCHING, Result, unsettled
from app.domain.vocabulary import UNFINISHED, ActionStatus, Grade, Role, TargetState
from app.search.memory import MemoryIndex
from app.store.action_items import find_action, history
from app.store.engine import open_engine, reading
from app.store.targets import states_of
from app.usecases.actions import NewAction, create_action, move_action
from app.usecases.audit_log import verify
from app.usecases.expiries import settle_expiries
from app.usecases.targets import add_targets, remove_target, repeat_audit, set_target

S, T = ActionStatus, TargetState
PEOPLE = st.sampled_from([LOCAL_OWNER, *(Principal(r, LOCAL_OWNER.sees, capabilities_of(r)) for r in Role)])
NAMES = st.sampled_from(["codebase", "deploy", "Identity"])
WHYS = st.sampled_from([None, "because"])
KEY = "ACT-1"


class Fleet(RuleBasedStateMachine):
    def __init__(self, migrated: Path) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "aftercare.db"
        shutil.copy(migrated, file)
        self.clock = Clock()
        self.ws = Workspace(open_engine(f"sqlite:///{file}"), MemoryIndex(), self.clock)
        create_action(self.ws, LOCAL_OWNER, NewAction(text="Audit", owner="Ann", due=date(2024, 6, 1)))

    def teardown(self) -> None:
        self.ws.engine.dispose()
        self.folder.cleanup()

    def attempt(self, use: Callable[[], object]) -> None:
        """Refused or not: what it leaves is looked at by the invariants."""
        try:
            use()
        except AftercareError:
            return

    @rule(who=PEOPLE, names=st.lists(NAMES, min_size=1, max_size=2))
    def add(self, who: Principal, names: list[str]) -> None:
        self.attempt(lambda: add_targets(self.ws, who, KEY, names))

    @rule(who=PEOPLE, name=NAMES, state=st.sampled_from(T), note=WHYS, days=st.sampled_from([None, -1, 0, 9]))
    def report(self, who: Principal, name: str, state: TargetState, note: str | None, days: int | None) -> None:
        until = None if days is None else self.clock.at.date() + timedelta(days=days)
        self.attempt(lambda: set_target(self.ws, who, KEY, name.upper(), Result(state, note, None, until)))

    @rule(name=NAMES)
    def pass_it(self, name: str) -> None:
        self.attempt(lambda: set_target(self.ws, LOCAL_OWNER, KEY, name, Result(T.PASSED)))

    @rule(who=PEOPLE, name=NAMES)
    def remove(self, who: Principal, name: str) -> None:
        self.attempt(lambda: remove_target(self.ws, who, KEY, name, "gone"))

    @rule(days=st.sampled_from([None, 5, 30]))
    def repeat(self, days: int | None) -> None:
        self.attempt(lambda: repeat_audit(self.ws, LOCAL_OWNER, KEY, days))

    @rule(who=PEOPLE, to=st.sampled_from([S.DONE, S.DONE, S.VERIFIED, S.WONT_DO, S.IN_PROGRESS, S.OPEN]))
    def move(self, who: Principal, to: ActionStatus) -> None:
        ask = Move(to, "because", (Evidence("seen"),), Grade.ACCEPTABLE)
        if to is S.WONT_DO:
            ask = replace(ask, accepted_by="the CTO", until=self.clock.at.date() + timedelta(days=7))
        self.attempt(lambda: move_action(self.ws, who, KEY, ask))

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.clock.forward(days=days)
        settle_expiries(self.ws, SYSTEM)
        assert settle_expiries(self.ws, SYSTEM) == []

    @invariant()
    def everything_agrees(self) -> None:
        with reading(self.ws.engine) as session:
            action = find_action(session, LOCAL_OWNER, KEY)
            targets = states_of(session, action.id or 0)
            told = history(session, action.id or 0)
            assert verify(session).fault is None
        assert action.status not in VOUCHING or not unsettled(targets, self.clock.at.date())
        assert (action.closed_at is None) == (action.status in UNFINISHED)
        last = {event.field: event.new for event in told}
        assert last["status"] == action.status
        said = {field.removeprefix("target "): new for field, new in last.items() if field.startswith("target ")}
        known = {t.name: t.state + (f" until {t.until}" if t.until else "") for t in targets}
        assert {name: new for name, new in said.items() if new} == known


def test_targets_status_and_history_agree_whatever_is_done(migrated_file: Path) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Fleet(migrated_file),
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
