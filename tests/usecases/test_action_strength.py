"""How strong an action is: read from its wording, put right by a person, kept whatever becomes of the document."""

import pytest
from support.databases import Workspace
from support.documents import bring, every, with_actions

from app.domain.errors import Forbidden
from app.domain.principal import LOCAL_OWNER, Principal
from app.domain.vocabulary import Strength
from app.store.tables import ActionEvent, ActionItem
from app.usecases.actions import ActionEdit, NewAction, create_action, edit_action

STRONG, INTERMEDIATE, WEAK = Strength


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def standing(ws: Workspace) -> tuple[Strength | None, bool]:
    (action,) = every(ws.engine, ActionItem)
    return action.strength, action.strength_corrected


def say(ws: Workspace, strength: Strength | None) -> None:
    edit_action(ws, LOCAL_OWNER, "ACT-1", ActionEdit(strength=strength, reason="it is a gate"))


def told(ws: Workspace) -> list[tuple[str | None, str | None]]:
    return [(e.old, e.new) for e in every(ws.engine, ActionEvent) if e.field == "strength"]


def test_the_wording_says_how_strong_it_is_and_a_new_wording_anew(ws: Workspace) -> None:
    bring(ws, with_actions("[ ] Document how to deploy from the stage"))
    assert standing(ws) == (WEAK, False)
    bring(ws, with_actions("[ ] Automate how to deploy from the stage"))
    assert standing(ws) == (INTERMEDIATE, False)
    assert told(ws) == []


def test_what_a_person_says_survives_reimport_and_rewording(ws: Workspace) -> None:
    bring(ws, with_actions("[ ] Document how to deploy from the stage"))
    say(ws, STRONG)
    bring(ws, with_actions("[ ] Document how to deploy from the stage or not at all"))
    assert standing(ws) == (STRONG, True)
    assert told(ws) == [("weak", "strong")]


def test_taken_back_or_in_agreement_the_wording_speaks_again(ws: Workspace) -> None:
    create_action(ws, LOCAL_OWNER, NewAction(text="Train everybody"))
    say(ws, INTERMEDIATE)
    say(ws, None)
    assert standing(ws) == (WEAK, False)
    say(ws, WEAK)
    assert standing(ws) == (WEAK, False)
    assert told(ws) == [("weak", "intermediate"), ("intermediate", "weak")]


def test_a_wording_that_no_rule_knows_waits_for_a_person(ws: Workspace) -> None:
    create_action(ws, LOCAL_OWNER, NewAction(text="Drei Maschinen bestellen"))
    assert standing(ws) == (None, False)
    say(ws, INTERMEDIATE)
    assert standing(ws) == (INTERMEDIATE, True)


def test_who_may_not_describe_an_action_may_not_say_how_strong_it_is(ws: Workspace) -> None:
    create_action(ws, LOCAL_OWNER, NewAction(text="Train everybody"))
    reader = Principal("reader", LOCAL_OWNER.sees, frozenset())
    with pytest.raises(Forbidden):
        edit_action(ws, reader, "ACT-1", ActionEdit(strength=STRONG))
    assert standing(ws) == (WEAK, False)
