"""gaps: what no action answers, from the command line."""

import json

import pytest
from support.commands import call

pytestmark = pytest.mark.usefixtures("imported")


def test_gaps_are_listed_as_a_table_and_as_json() -> None:
    told = call("gaps")
    assert told.out.splitlines()[0] == "Postmortem\tPoint\tLine\tText"
    rows = json.loads(call("gaps", "--json").out)
    assert rows
    assert [row["point"] for row in rows] == [line.split("\t")[1] for line in told.out.splitlines()[1:]]
    assert json.loads(call("gaps", "--json", "--service", "none such").out) == []
