"""A form as it is shown: what was typed, what is wrong with which field, and what with the whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.domain.errors import AftercareError, FieldFault, InvalidInput

Model = TypeVar("Model", bound=BaseModel)

_SENTENCES = {
    "date_from_datetime_parsing": "write a day as 2026-03-31",
    "date_parsing": "write a day as 2026-03-31",
    "missing": "this is needed",
    "string_type": "this is needed",
    "string_too_short": "this is needed",
    "enum": "choose one of the values offered",
}


@dataclass(frozen=True, slots=True)
class FormState:
    """`prefix` keeps the ids of several forms on one page apart."""

    values: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    prefix: str = ""


def typed(given: BaseModel) -> dict[str, str]:
    """What a form model holds, as the strings that were typed."""
    return {name: str(value) for name, value in given.model_dump().items()}


def filled(values: Mapping[str, str], names: Iterable[str] = ()) -> dict[str, str | None]:
    """Values with blank ones as None: how a form says "nothing"."""
    return {name: values[name].strip() or None for name in names or values}


def state_after(error: AftercareError, values: Mapping[str, str], prefix: str = "") -> FormState:
    """The form again, with what was typed, after the use case refused it."""
    faults = {f.field: f.message for f in error.faults} if isinstance(error, InvalidInput) else {}
    return FormState(values, faults, "" if faults else str(error), prefix)


def validated(model: type[Model], values: Mapping[str, object]) -> Model:
    """The model of these values. Raises InvalidInput with a fault for each field that does not fit."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as exc:
        raise invalid(exc) from exc


def invalid(exc: ValidationError) -> InvalidInput:
    """Pydantic's list of errors as faults, in sentences that speak of the field."""
    faults = []
    for item in exc.errors():
        name = str(item["loc"][0]) if item["loc"] else ""
        message = _SENTENCES.get(item["type"], str(item["msg"]).removeprefix("Value error, "))
        faults.append(FieldFault(name, message))
    return InvalidInput("some fields need another look", faults)
