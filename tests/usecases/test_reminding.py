"""Reminders sent through a real mail server: once, to the right people, and again where it failed."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from support.databases import Clock, Workspace
from support.documents import bring, every, with_actions
from support.receiver import Receiver
from support.smtp import Inbox

from app.domain.capabilities import Capability
from app.domain.errors import CannotStart, Forbidden
from app.domain.lifecycle import Evidence, Move
from app.domain.outlets import Outlets
from app.domain.owed import Rules
from app.domain.principal import LOCAL_OWNER, OPERATOR, SYSTEM, Principal
from app.domain.vocabulary import ActionStatus, Channel, DeliveryState
from app.store.tables import Delivery, Telling
from app.usecases.actions import NewAction, create_action, move_action
from app.usecases.catalogue import PersonFields, TeamFields, add_record
from app.usecases.checkup import Level
from app.usecases.delivery_log import check_deliveries, list_deliveries
from app.usecases.reminders import plan_reminders
from app.usecases.reminding import WAITS, Sent, _claim, deliver, remind, write_digests

TODAY = date(2024, 5, 1)  # as the clock has it
RULES = Rules()


@pytest.fixture
def ops(ws: Workspace) -> None:
    """A team with a manager, and somebody in it."""
    for name in ("Mia", "Ann", "Bob"):
        add_record(ws, LOCAL_OWNER, "person", PersonFields(name=name, email=f"{name.lower()}@example.org"))
    add_record(ws, LOCAL_OWNER, "team", TeamFields(name="Ops", manager="Mia"))


pytestmark = pytest.mark.usefixtures("ops")


def promise(ws: Workspace, text: str = "Add an alert", days: int = 3, **fields: Any) -> None:
    given = {"text": text, "owner": "Ann", "team": "Ops", "due": TODAY + timedelta(days=days)} | fields
    create_action(ws, LOCAL_OWNER, NewAction(**given))


def outlets(inbox: Inbox) -> Outlets:
    return Outlets(inbox.server(), public_url="https://aftercare.example.org")


def run(ws: Workspace, inbox: Inbox) -> Sent:
    return remind(ws, SYSTEM, RULES, outlets(inbox))


def receivers(inbox: Inbox) -> list[str]:
    return [address for [address] in inbox.receivers]


def test_each_gets_one_letter_with_all_of_theirs_and_a_link_to_each(
    ws: Workspace, clock: Clock, inbox: Inbox
) -> None:
    promise(ws, "Add <b>an</b> alert\n\n\x1b[2Jnow")
    promise(ws, "Mend the pump", 8)
    promise(ws, "Elsewhere", owner="Bob")
    clock.forward(days=3)
    assert run(ws, inbox) == Sent(2, 2, ())
    assert receivers(inbox) == ["ann@example.org", "bob@example.org"]
    letter = inbox.letters[0]
    assert letter["Subject"] == "2 action items: 1 due today, 1 due within a week"
    text, html = (part.get_content() for part in letter.iter_parts())
    assert "ACT-1  Add <b>an</b> alert [2Jnow" in text
    assert "due in 5 days, on 2024-05-09" in text
    assert "https://aftercare.example.org/actions/ACT-2" in text
    assert "Add &lt;b&gt;an&lt;/b&gt; alert [2Jnow" in html
    assert '<a href="https://aftercare.example.org/actions/ACT-1">ACT-1</a>' in html
    assert "ACT-3" not in text


def test_without_a_public_address_letters_have_no_links(ws: Workspace, clock: Clock, inbox: Inbox) -> None:
    promise(ws)
    clock.forward(days=3)
    remind(ws, SYSTEM, RULES, Outlets(inbox.server()))
    assert "http" not in inbox.letters[0].as_string()


def test_a_second_run_on_the_same_day_sends_nothing_twice(ws: Workspace, clock: Clock, inbox: Inbox) -> None:
    promise(ws)
    clock.forward(days=3)
    assert [run(ws, inbox), run(ws, inbox)] == [Sent(1, 1, ()), Sent(0, 0, ())]
    clock.forward(days=6)
    assert run(ws, inbox) == Sent(0, 0, ())
    clock.forward(days=1)
    assert run(ws, inbox) == Sent(1, 1, ())


def test_nobody_gets_two_letters_a_day_even_where_more_comes_up(ws: Workspace, clock: Clock, inbox: Inbox) -> None:
    promise(ws)
    promise(ws, "Handed over", owner="Bob")
    clock.forward(days=3)
    write_digests(ws, SYSTEM, RULES, outlets(inbox))
    promise(ws, "New and late", -9)
    clock.forward(hours=1)
    found = plan_reminders(ws, LOCAL_OWNER, RULES)
    assert found.digests == ()
    assert run(ws, inbox) == Sent(0, 2, ())


def test_the_overdue_are_escalated_and_nothing_of_it_depends_on_the_incident(
    ws: Workspace, clock: Clock, inbox: Inbox
) -> None:
    promise(ws)
    clock.forward(days=17)
    run(ws, inbox)
    assert receivers(inbox) == ["ann@example.org", "mia@example.org"]
    assert inbox.letters[1]["Subject"] == "1 action item: 1 escalated to you"
    clock.forward(days=7)
    move_action(ws, LOCAL_OWNER, "ACT-1", Move(ActionStatus.DONE, evidence=(Evidence(text="seen"),)))
    assert run(ws, inbox) == Sent(0, 0, ())


def test_importing_years_of_postmortems_writes_no_letter(ws: Workspace, clock: Clock, inbox: Inbox) -> None:
    lines = [f"[ ] Mend part {n} (@ann, due 201{n}-04-01)" for n in range(9)]
    bring(ws, with_actions(*lines, "[x] Done (@ann)", "[ ] Vague"))
    for _ in range(5):
        clock.forward(days=7)
        assert run(ws, inbox) == Sent(0, 0, ())
    assert every(ws.engine, Delivery) == []


def test_a_letter_that_fails_is_tried_again_later_and_later(ws: Workspace, clock: Clock, inbox: Inbox) -> None:
    promise(ws)
    clock.forward(days=3)
    inbox.refusals["ann@example.org"] = "451 come again"
    sent = run(ws, inbox)
    assert (sent.written, sent.delivered) == (1, 0)
    assert sent.faults == ("ann@example.org: 127.0.0.1 refuses the address (451)",)
    assert run(ws, inbox) == Sent(0, 0, ())  # its time has not come
    clock.forward(minutes=1)
    assert len(run(ws, inbox).faults) == 1
    inbox.refusals.clear()
    clock.forward(minutes=5)
    assert run(ws, inbox) == Sent(0, 1, ())
    [delivery] = every(ws.engine, Delivery)
    assert (delivery.state, delivery.tries, delivery.fault) == (DeliveryState.SENT, 3, None)
    assert delivery.sent_at == clock.at
    assert inbox.letters[0]["Message-ID"].startswith(f"<{delivery.key}@")


def test_what_is_given_up_told_nobody_and_is_written_anew_on_the_next_day(
    ws: Workspace, clock: Clock, inbox: Inbox
) -> None:
    promise(ws)
    clock.forward(days=3)
    inbox.refusals["ann@example.org"] = "451 come again"
    run(ws, inbox)
    for wait in WAITS:
        clock.forward(seconds=wait.total_seconds())
        deliver(ws, outlets(inbox))
    [delivery] = every(ws.engine, Delivery)
    assert (delivery.state, delivery.tries) == (DeliveryState.FAILED, len(WAITS) + 1)
    assert every(ws.engine, Telling) == []
    inbox.refusals.clear()
    assert run(ws, inbox) == Sent(1, 1, ())


def test_an_address_that_is_refused_for_good_is_not_tried_again_that_day(
    ws: Workspace, clock: Clock, inbox: Inbox
) -> None:
    promise(ws)
    clock.forward(days=3)
    inbox.refusals["ann@example.org"] = "550 nobody here"
    run(ws, inbox)
    clock.forward(hours=2)
    assert run(ws, inbox) == Sent(0, 0, ())
    assert every(ws.engine, Delivery)[0].state is DeliveryState.FAILED


def test_a_process_that_dies_while_sending_leaves_the_letter_to_the_next(
    ws: Workspace, clock: Clock, inbox: Inbox
) -> None:
    promise(ws)
    clock.forward(days=3)
    write_digests(ws, SYSTEM, RULES, outlets(inbox))
    assert _claim(ws, outlets(inbox), 0)
    assert run(ws, inbox) == Sent(0, 0, ())  # it may still be under way
    clock.forward(minutes=10)
    assert run(ws, inbox) == Sent(0, 1, ())


def test_digests_go_by_webhook_too_and_each_way_is_tried_again_by_itself(
    ws: Workspace, clock: Clock, inbox: Inbox, receiver: Receiver
) -> None:
    promise(ws)
    clock.forward(days=3)
    both = Outlets(inbox.server(), receiver.hook(), "https://aftercare.example.org")
    receiver.status = 503
    sent = remind(ws, SYSTEM, RULES, both)
    assert (sent.written, sent.delivered, sent.faults) == (1, 1, ("localhost: localhost answers 503",))
    receiver.status = 200
    clock.forward(minutes=1)
    assert deliver(ws, both) == (1, [])
    assert len(inbox.letters) == 1
    (_, first, _), (_, again, body) = receiver.taken
    assert first["webhook-id"] == again["webhook-id"]
    assert int(again["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60
    assert json.loads(body) == {
        "type": "reminder.digest",
        "timestamp": "2024-05-04T10:00:00+00:00",
        "data": {
            "day": "2024-05-04",
            "person": "Ann",
            "email": "ann@example.org",
            "items": [
                {
                    "key": "ACT-1",
                    "text": "Add an alert",
                    "why": "due_today",
                    "reason": "due today",
                    "due": "2024-05-04",
                    "owner": "Ann",
                    "url": "https://aftercare.example.org/actions/ACT-1",
                }
            ],
        },
    }


def test_what_came_through_one_way_was_told_though_the_other_is_given_up(
    ws: Workspace, clock: Clock, inbox: Inbox, receiver: Receiver
) -> None:
    promise(ws)
    clock.forward(days=3)
    receiver.status = 410
    remind(ws, SYSTEM, RULES, Outlets(inbox.server(), receiver.hook()))
    assert {d.channel: d.state for d in every(ws.engine, Delivery)} == {
        Channel.MAIL: DeliveryState.SENT,
        Channel.WEBHOOK: DeliveryState.FAILED,
    }
    assert len(every(ws.engine, Telling)) == 1


def test_the_log_tells_what_became_of_each_and_the_checkup_warns(
    ws: Workspace, clock: Clock, inbox: Inbox, receiver: Receiver
) -> None:
    both = Outlets(inbox.server(), receiver.hook())
    assert check_deliveries(ws.engine, clock.at, Outlets()).what.startswith("nothing is set up")
    assert check_deliveries(ws.engine, clock.at, both).what == "sent by mail through 127.0.0.1 and to localhost"
    promise(ws)
    clock.forward(days=3)
    receiver.status = 503
    remind(ws, SYSTEM, RULES, both)
    hook, mail = list_deliveries(ws, LOCAL_OWNER, 50)
    assert (hook.channel, hook.address, hook.fault) == (Channel.WEBHOOK, "localhost", "localhost answers 503")
    assert hook.next_at == clock.at + WAITS[0]
    assert (mail.person, mail.address, mail.sent_at, mail.next_at) == ("Ann", "ann@example.org", clock.at, None)
    found = check_deliveries(ws.engine, clock.at, both)
    assert (found.level, found.what) == (
        Level.WARNING,
        "1 wait to be tried again, 0 were given up within 7 days",
    )
    with pytest.raises(Forbidden):
        list_deliveries(ws, Principal("Ann", may=frozenset({Capability.READ})), 50)


def test_sending_takes_the_right_to_and_something_to_send_by(ws: Workspace, inbox: Inbox) -> None:
    assert remind(ws, OPERATOR, RULES, outlets(inbox)) == Sent(0, 0, ())
    with pytest.raises(Forbidden, match="send reminders"):
        remind(ws, Principal("Ann", may=frozenset({Capability.READ})), RULES, outlets(inbox))
    with pytest.raises(CannotStart, match="AFTERCARE_SMTP_HOST"):
        remind(ws, SYSTEM, RULES, Outlets())
