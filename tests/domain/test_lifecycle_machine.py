"""Any number of moves by anybody, legal or not, leaves an action in a state that makes sense."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.domain.errors import AftercareError
from app.domain.lifecycle import CLOSING, MOVES, ActionState, Evidence, Move, Setting, is_reopening, move
from app.domain.vocabulary import UNFINISHED, ActionStatus, Grade

S = ActionStatus
KEYS = st.sampled_from(["ACT-1", "ACT-2"])
PIECES = st.builds(Evidence, text=st.sampled_from([None, "", "seen"]), url=st.sampled_from([None, "https://a.b/"]))
ASKS = st.builds(
    Move,
    to=st.sampled_from(S),
    reason=st.sampled_from([None, " ", "because"]),
    evidence=st.lists(PIECES, max_size=2).map(tuple),
    grade=st.none() | st.sampled_from(Grade),
    accepted_by=st.sampled_from([None, "cto"]),
    until=st.sampled_from([None, date(2024, 1, 1), date(2030, 1, 1)]),
    superseded_by=st.none() | KEYS,
)


class Lifecycle(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2024, 5, 1, tzinfo=UTC)
        self.state = ActionState("ACT-1", S.PROPOSED)
        self.closed: datetime | None = None  # the model's own closing time

    @rule(owner=st.none() | st.sampled_from(["ann", "bob"]), due=st.none() | st.dates())
    def edit(self, owner: str | None, due: date | None) -> None:
        self.state = replace(self.state, owner=owner, due=due)

    @rule(ask=ASKS, by_owner=st.booleans(), alone=st.booleans(), hours=st.integers(1, 100))
    def ask_for_a_move(self, ask: Move, by_owner: bool, alone: bool, hours: int) -> None:
        self.now += timedelta(hours=hours)
        old = self.state
        try:
            self.state = move(old, ask, Setting(self.now, by_owner, alone))
        except AftercareError:
            return
        new = self.state.status
        assert ask.to in MOVES[old.status]
        assert new in MOVES[old.status]
        assert new is ask.to or (ask.grade is Grade.UNACCEPTABLE and new is S.IN_PROGRESS)
        assert new is not S.VERIFIED or alone or not by_owner
        if new in CLOSING:
            self.closed = self.now
        elif is_reopening(old.status, new):
            assert ask.reason == "because"
            self.closed = None

    @invariant()
    def the_closing_time_is_that_of_the_last_closing_move(self) -> None:
        assert self.state.closed_at == self.closed
        assert (self.state.closed_at is None) == (self.state.status in UNFINISHED)

    @invariant()
    def how_it_was_closed_fits_the_status(self) -> None:
        state = self.state
        assert (state.superseded_by is not None) == (state.status is S.SUPERSEDED)
        assert state.superseded_by != state.key
        assert state.accepted_by is None or state.status is S.WONT_DO
        assert (state.accepted_by is None) == (state.accepted_until is None)
        assert not state.self_verified or state.status is S.VERIFIED
        assert state.status is not S.VERIFIED or state.grade in (Grade.ACCEPTABLE, Grade.ACCEPTABLE_ALTERNATE)
        assert state.status is not S.DONE or state.evidence
        assert all(bool(e.text) != bool(e.url) for e in state.evidence)


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(stateful_step_count=40)
