"""How documents say when an incident began, was noticed, held and was over: a line of the fixture each.

`text => started; detected; mitigated; resolved`. A document that is asked for its beginning and
end alone may tell of the two between or not.
"""

from pathlib import Path

import pytest

from app.ingest.parser import parse_document

FORMS = Path(__file__).parents[1] / "fixtures" / "ingest" / "key_time_forms.txt"
CASES = [line.rsplit(" => ", 1) for line in FORMS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[20:90] for text, _ in CASES])
def test_a_document_says_when_it_began_and_was_over(text: str, wanted: str) -> None:
    started, detected, mitigated, resolved = (part.strip() or None for part in wanted.split(";"))
    (post,) = parse_document(text.replace("\\n", "\n") + "\n", "form.md")
    assert (post.started_at, post.resolved_at) == (started, resolved)
    assert detected in (None, post.detected_at)
    assert mitigated in (None, post.mitigated_at)
