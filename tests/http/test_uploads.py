"""Where uploads lie while somebody looks at what they would do: for whom, for how long, and how many."""

import pytest

from app.domain.errors import Gone, Unavailable
from app.domain.principal import LOCAL_OWNER, OPERATOR
from app.http.uploads import SECONDS, Uploads, clean_name
from app.usecases.uploads import Upload, UploadKind, kind_of


class Hands:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def an_upload(name: str = "a.md", data: bytes = b"# A\n") -> Upload:
    return Upload(name, data, kind_of(name))


def test_they_come_back_as_they_were_to_whoever_sent_them_and_to_nobody_else() -> None:
    uploads = Uploads()
    sent = [an_upload("w.zip", b"PK\0\xff"), an_upload("empty.md", b""), an_upload("h.atom", b"<feed/>")]
    key = uploads.keep(LOCAL_OWNER, sent)
    assert uploads.find(LOCAL_OWNER, key) == uploads.find(LOCAL_OWNER, key) == sent
    with pytest.raises(Gone):
        uploads.find(OPERATOR, key)
    uploads.drop(key)
    uploads.drop(key)
    with pytest.raises(Gone, match="do not lie here any more"):
        uploads.find(LOCAL_OWNER, key)


def test_they_go_after_an_hour() -> None:
    clock = Hands()
    uploads = Uploads(clock)
    key = uploads.keep(LOCAL_OWNER, [an_upload()])
    clock.now = SECONDS
    assert uploads.find(LOCAL_OWNER, key)
    clock.now = SECONDS + 1
    with pytest.raises(Gone):
        uploads.find(LOCAL_OWNER, key)


def test_the_oldest_go_where_one_person_sends_many_or_all_together_too_much() -> None:
    uploads = Uploads(room=100)
    other = uploads.keep(OPERATOR, [an_upload(data=b"x" * 40)])
    mine = [uploads.keep(LOCAL_OWNER, [an_upload(data=b"x" * 10)]) for _ in range(4)]
    assert [_lies(uploads, key) for key in mine] == [False, True, True, True]
    assert uploads.find(OPERATOR, other)
    uploads.keep(LOCAL_OWNER, [an_upload(data=b"x" * 50)])
    with pytest.raises(Gone):
        uploads.find(OPERATOR, other)


def _lies(uploads: Uploads, key: str) -> bool:
    try:
        return bool(uploads.find(LOCAL_OWNER, key))
    except Gone:
        return False


def test_one_is_worked_on_at_a_time() -> None:
    uploads = Uploads()
    with uploads.work(), pytest.raises(Unavailable), uploads.work():
        raise AssertionError("two at once")
    with uploads.work():
        pass


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("A.ZIP", "archive"),
        ("history.atom", "feed"),
        ("incidents.json", "feed"),
        ("a.zip.md", "document"),
        ("x", "document"),
    ],
)
def test_the_suffix_says_what_a_file_is(name: str, kind: str) -> None:
    assert kind_of(name) is UploadKind(kind)


@pytest.mark.parametrize(
    ("sent", "known"), [("C:\\docs\\a.md", "a.md"), ("../../a.md", "a.md"), ("a\x00\x1b.md", "a.md"), ("..", "..")]
)
def test_a_name_is_a_name_alone(sent: str, known: str) -> None:
    assert clean_name(sent) == known
