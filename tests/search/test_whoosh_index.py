"""The Whoosh index on the disk: what happens when it is old, damaged, shared or somebody else's."""

import fcntl
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from engines import EVERYONE, document, found
from whoosh.index import FileIndex

from app.domain.errors import CannotStart, Unavailable
from app.search.query import parse_query
from app.search.whoosh_codec import MappedStorage
from app.search.whoosh_index import WhooshIndex
from app.search.whoosh_merging import crowded
from app.search.whoosh_schema import SCHEMA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def filled(folder: Path) -> WhooshIndex:
    index = WhooshIndex(folder)
    index.apply([document(n, f"Outage {n}", "latency") for n in range(1, 6)], [], 5)
    index.apply([document(9, "Late", "latency")], [2], 6)
    return index


def test_an_index_that_is_opened_again_is_as_it_was(folder: Path) -> None:
    filled(folder).close()
    index = WhooshIndex(folder)
    assert index.watermark() == 6
    assert found(index, "latency") == [1, 3, 4, 5, 9]


def test_deleted_and_replaced_documents_stay_gone_as_segments_come_and_go(folder: Path) -> None:
    """What this Whoosh's refreshed searchers get wrong: they return the deleted, and the merged twice."""
    index = WhooshIndex(folder)
    index.apply([document(n, body="secret") for n in range(10)], [], 1)
    assert len(found(index, "secret")) == 10
    index.apply([], [3], 2)
    assert 3 not in found(index, "secret")
    for n in range(10, 40):  # single commits, so that segments are folded again and again
        index.apply([document(n % 10 + 10, body="secret" if n < 35 else "redacted")], [], n)
        assert 3 not in found(index, "secret")
    assert found(index, "secret") == [0, 1, 2, *range(4, 15)]
    assert found(index, "redacted") == [15, 16, 17, 18, 19]
    assert index.search(parse_query(""), EVERYONE).total == 19


def test_a_search_sees_what_another_index_on_the_folder_wrote(folder: Path) -> None:
    writer, reader = WhooshIndex(folder), WhooshIndex(folder)
    writer.apply([document(1, "Outage")], [], 1)
    assert found(reader, "outage") == [1]
    writer.apply([], [1], 2)
    assert found(reader, "outage") == []
    assert reader.watermark() == 2


def test_an_index_made_anew_elsewhere_takes_nothing_until_its_watermark_is_read(folder: Path) -> None:
    mine, other = filled(folder), WhooshIndex(folder)
    other.clear()
    with pytest.raises(Unavailable, match="made anew"):
        mine.apply([document(7)], [], 7)
    assert found(mine, "") == []
    assert mine.watermark() == 0
    mine.apply([document(7)], [], 7)
    assert found(other, "") == [7]


def test_the_folder_is_for_its_owner_alone(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    (folder / "README.md").write_text("mine")
    WhooshIndex(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / "README.md").read_text() == "mine"


def test_what_lay_where_others_could_write_is_thrown_away_unread(folder: Path) -> None:
    filled(folder).close()
    folder.chmod(0o777)
    index = WhooshIndex(folder)
    assert index.watermark() == 0
    assert found(index, "") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_folder_of_another_user_is_refused(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(CannotStart, match="belongs to another user"):
        WhooshIndex(folder)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot be kept in"):
        WhooshIndex(tmp_path / "file" / "index")


def largest(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def rewrite_state(folder: Path, **changes: object) -> None:
    path = folder / "aftercare.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "another version": lambda f: rewrite_state(f, stamp="0.0"),
    "no state": lambda f: (f / "aftercare.json").unlink(),
    "a state of nonsense": lambda f: (f / "aftercare.json").write_text("[1"),
    "a commit that never reached the disk": lambda f: rewrite_state(f, generation=99),
    "an empty list of segments": lambda f: largest(f, "_aftercare_*.toc").write_bytes(b""),
    "a broken list of segments": lambda f: largest(f, "_aftercare_*.toc").write_bytes(b"\x04\x08\x04nonsense" * 30),
    "no list of segments": lambda f: largest(f, "_aftercare_*.toc").unlink(),
    "a segment without terms": lambda f: largest(f, "*.trm").unlink(),
    "terms cut short": lambda f: os.truncate(largest(f, "*.trm"), 100),
    "terms emptied": lambda f: largest(f, "*.trm").write_bytes(b""),
    "postings emptied": lambda f: largest(f, "*.pst").write_bytes(b""),
    "postings of zeros": lambda f: largest(f, "*.pst").write_bytes(bytes(largest(f, "*.pst").stat().st_size)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_is_opened_empty_and_works(folder: Path, damage: str) -> None:
    filled(folder).close()
    DAMAGE[damage](folder)
    index = WhooshIndex(folder)
    assert index.watermark() == 0
    assert found(index, "") == []
    index.apply([document(1, "Anew")], [], 1)
    assert found(index, "anew") == [1]
    index.close()
    assert found(WhooshIndex(folder), "") == [1]


def test_damage_met_while_running_is_told_once_and_mended(folder: Path) -> None:
    index = filled(folder)
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(Unavailable, match="being rebuilt"):
        index.search(parse_query("latency"), EVERYONE)
    assert index.watermark() == 0
    assert found(index, "") == []
    index.apply([document(1)], [], 1)
    assert found(index, "") == [1]


def test_a_folder_taken_away_while_running_is_made_again(folder: Path, tmp_path: Path) -> None:
    index = filled(folder)
    folder.rename(tmp_path / "elsewhere")
    assert index.watermark() == 0
    with pytest.raises(Unavailable, match="being rebuilt"):
        index.apply([document(1)], [], 1)
    assert index.watermark() == 0
    index.apply([document(1)], [], 1)
    assert found(index, "") == [1]


def corrupt(path: Path) -> None:
    """In place, as a failing disk would: what is mapped changes too."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(b"\xff" * size)


def test_postings_that_rot_while_mapped_are_told_once_and_mended(folder: Path) -> None:
    index = WhooshIndex(folder)
    index.apply([document(n, body="latency") for n in range(5)], [], 1)
    corrupt(largest(folder, "*.pst"))
    with pytest.raises(Unavailable, match="being rebuilt"):
        index.search(parse_query("latency"), EVERYONE)
    assert (index.watermark(), found(index, "")) == (0, [])


def test_what_an_interrupted_commit_left_behind_is_removed(folder: Path) -> None:
    filled(folder).close()
    leftovers = [
        folder / "aftercare_deadbeef.trm",
        folder / "_aftercare_99.toc.123.4",
        folder / "aftercare.tmp" / "x.run",
    ]
    leftovers[2].parent.mkdir()
    for path in leftovers:
        path.write_text("")
    index = WhooshIndex(folder)
    assert not any(path.exists() for path in leftovers)
    assert found(index, "latency") == [1, 3, 4, 5, 9]


def test_a_writer_waits_and_then_says_so(folder: Path) -> None:
    index = WhooshIndex(folder, patience=0.2)
    with (folder / "aftercare_WRITELOCK").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Unavailable, match="another process is writing"):
            index.apply([document(1)], [], 1)
        assert found(index, "") == []
    index.apply([document(1)], [], 1)
    assert found(index, "") == [1]


def test_a_thread_that_waits_too_long_for_another_says_so(folder: Path) -> None:
    index = WhooshIndex(folder, patience=0.2)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with index._disk.writing():
            holding.set()
            done.wait(10)

    with ThreadPoolExecutor() as pool:
        pool.submit(hold)
        holding.wait(10)
        with pytest.raises(Unavailable, match="is being written"):
            index.apply([document(1)], [], 1)
        done.set()


def test_a_disk_that_takes_nothing_is_told_and_the_lock_is_let_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = filled(folder)

    create = MappedStorage.create_file

    def full(storage: MappedStorage, name: str, **rest: object) -> object:
        if ".toc" in name:
            raise OSError(28, "No space left on device", name)
        return create(storage, name, **rest)

    with monkeypatch.context() as disk:
        disk.setattr(MappedStorage, "create_file", full)
        with pytest.raises(Unavailable, match="No space left"):
            index.apply([document(7)], [], 7)
    assert index.watermark() == 6
    index.apply([document(7)], [], 7)
    assert found(index, "") == [1, 3, 4, 5, 7, 9]


def test_a_commit_that_fails_half_way_leaves_the_index_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = filled(folder)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("a bug")

    with monkeypatch.context() as code:
        code.setattr("app.search.whoosh_codec.FieldWriter.add_postings", broken)
        with pytest.raises(ValueError, match="a bug"):
            index.apply([document(7)], [1], 7)
    assert found(index, "") == [1, 3, 4, 5, 9]
    index.apply([document(7)], [1], 7)
    assert found(index, "") == [3, 4, 5, 7, 9]


def test_threads_search_while_one_writes(folder: Path) -> None:
    index = WhooshIndex(folder)
    index.apply([document(n, body="stays latency") for n in range(50)], [], 1)
    stop = threading.Event()

    def search() -> set[int]:
        totals = set()
        while not stop.is_set():
            totals.add(index.search(parse_query('stays "stays latency" lat*'), EVERYONE).total)
            index.suggest("inc", EVERYONE)
        return totals

    with ThreadPoolExecutor() as pool:
        searching = [pool.submit(search) for _ in range(3)]
        for n in range(30):
            index.apply([document(n, body=f"stays latency again {n}"), document(100 + n, body="other")], [], 2 + n)
        stop.set()
        assert [future.result() for future in searching] == [{50}] * 3


CHILD = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
from engines import document
from app.search.whoosh_index import WhooshIndex
index = WhooshIndex(Path({folder!r}))
for n in range(20):
    index.apply([document({base} + n, body="written")], [], n + 1)
"""


def test_two_processes_write_and_nothing_is_lost(folder: Path) -> None:
    index = WhooshIndex(folder)
    root, tests = str(Path(__file__).parents[2]), str(Path(__file__).parent)
    code = [CHILD.format(root=root, tests=tests, folder=str(folder), base=base) for base in (1000, 2000)]
    children = [subprocess.Popen([sys.executable, "-c", text]) for text in code]
    while any(child.poll() is None for child in children):
        assert index.search(parse_query("written"), EVERYONE).total <= 40
    assert [child.returncode for child in children] == [0, 0]
    assert found(index, "written") == [*range(1000, 1020), *range(2000, 2020)]


def test_a_process_killed_while_writing_leaves_an_index_that_opens_and_a_lock_that_is_free(folder: Path) -> None:
    filled(folder).close()
    root, tests = str(Path(__file__).parents[2]), str(Path(__file__).parent)
    text = CHILD.format(root=root, tests=tests, folder=str(folder), base=1000).replace("range(20)", "range(10**6)")
    child = subprocess.Popen([sys.executable, "-c", text])
    index = WhooshIndex(folder)
    while index.search(parse_query("written"), EVERYONE).total < 10:
        pass
    child.kill()
    child.wait()
    mine = WhooshIndex(folder)
    assert found(mine, "latency") == [1, 3, 4, 5, 9]
    mine.apply([document(1)], [], 10**6)
    assert found(mine, "latency") == [3, 4, 5, 9]


def test_segments_are_folded_when_many_are_alike() -> None:
    assert crowded(dict.fromkeys("abcdefg", 3)) == []
    assert set(crowded(dict.fromkeys("abcdefgh", 3) | {"big": 500})) == set("abcdefgh")
    ones, tens = dict.fromkeys("abcdefgh", 1), dict.fromkeys("ijklmno", 10)
    assert set(crowded(ones | tens)) == set("abcdefghijklmno")
    assert crowded(dict.fromkeys("abcdefgh", 600)) == []


def test_whoosh_itself_can_read_what_it_keeps_for_us(folder: Path) -> None:
    filled(folder)
    index = FileIndex(MappedStorage(str(folder)), SCHEMA, "aftercare")
    assert index.doc_count() == 5
