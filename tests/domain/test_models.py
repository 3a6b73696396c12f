"""Fields and limits are said once, and hold."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from app.domain import models
from app.domain.vocabulary import CauseCategory, CauseRole, PostmortemKind


@pytest.mark.parametrize("address", ["https://example.com/a?b=c", "http://localhost:8080/x"])
def test_web_addresses_are_taken(address: str) -> None:
    assert models.ActionItemBase(text="x", tracker_url=address).tracker_url == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://example.com",
        "//example.com",
        "https://a b",
        "https://a\nb",
        "https://" + "a" * 2000,
        "https://a\0b",
        "https://a\ud800b",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        models.ActionItemBase(text="x", tracker_url=address)


@pytest.mark.parametrize("name", ["", "   ", "a\0b", "a\nb", "a\x7fb", "a\ud800b", "x" * 121])
def test_names_that_cannot_be_shown_or_kept_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        models.TeamBase(name=name)


def test_a_name_is_kept_without_the_space_around_it() -> None:
    assert models.ServiceBase(name="  checkout ").name == "checkout"


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (models.ActionItemBase, {"text": "{}"}),
        (models.ServiceBase, {"name": "checkout", "description": "{}"}),
    ],
)
@pytest.mark.parametrize("bad", ["nul \0", "half of a pair \ud800"])
def test_text_that_a_database_cannot_keep_is_refused(
    model: type[BaseModel], fields: dict[str, str], bad: str
) -> None:
    with pytest.raises(ValidationError):
        model.model_validate({name: value.format(bad) for name, value in fields.items()})


@pytest.mark.parametrize("address", ["ann@example.com", "a.b+c@sub.example.org"])
def test_e_mail_addresses_have_one_at(address: str) -> None:
    assert models.PersonBase(name="Ann", email=address).email == address


@pytest.mark.parametrize("address", ["ann", "ann@", "@example.com", "ann@ex ample.com", "a@b@c", "a@\0.com"])
def test_other_texts_are_no_e_mail_addresses(address: str) -> None:
    with pytest.raises(ValidationError):
        models.PersonBase(name="Ann", email=address)


def test_times_are_kept_in_their_canonical_form() -> None:
    post = models.PostmortemBase(kind=PostmortemKind.INCIDENT, title="x", started_at="2024-05-01T10:00:30+00:00")
    assert post.started_at == "2024-05-01T10:00Z"
    with pytest.raises(ValidationError):
        models.PostmortemBase(kind=PostmortemKind.INCIDENT, title="x", started_at="yesterday")


@pytest.mark.parametrize("wrong", [{"line": 0}, {"confidence": 1.1}, {"confidence": -0.1}])
def test_a_fact_keeps_to_its_fields_and_ranges(wrong: dict[str, Any]) -> None:
    fine = {
        "role": CauseRole.TRIGGER,
        "category": CauseCategory.CAPACITY,
        "text": "x",
        "line": 1,
        "confidence": 0.5,
    }
    assert models.CauseBase(**fine).line == 1
    with pytest.raises(ValidationError):
        models.CauseBase(**(fine | wrong))
