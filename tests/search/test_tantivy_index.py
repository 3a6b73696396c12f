"""The Tantivy index on the disk: what happens when it is old, damaged, shared or somebody else's."""

import fcntl
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from engines import EVERYONE, document, found

from app.domain.errors import CannotStart, Unavailable
from app.search.query import parse_query
from app.search.tantivy_index import TantivyIndex


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def filled(folder: Path) -> TantivyIndex:
    index = TantivyIndex(folder)
    index.apply([document(n, f"Outage {n}", "latency") for n in range(1, 6)], [], 5)
    index.apply([document(9, "Late", "latency")], [2], 6)
    return index


def home(folder: Path) -> Path:
    (only,) = folder.glob("born-*")
    return only


def test_a_tantivy_index_that_is_opened_again_is_as_it_was(folder: Path) -> None:
    filled(folder).close()
    index = TantivyIndex(folder)
    assert index.watermark() == 6
    assert found(index, "latency") == [1, 3, 4, 5, 9]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_search_sees_what_another_tantivy_index_on_the_folder_wrote(folder: Path) -> None:
    index, other = filled(folder), TantivyIndex(folder)
    other.apply([document(20, body="latency")], [1], 7)
    assert index.watermark() == 7
    assert found(index, "latency") == [3, 4, 5, 9, 20]


def test_a_tantivy_index_made_anew_elsewhere_takes_nothing_until_its_watermark_is_read(folder: Path) -> None:
    index, other = filled(folder), TantivyIndex(folder)
    other.clear()
    with pytest.raises(Unavailable, match="made anew"):
        index.apply([document(7)], [], 7)
    assert index.watermark() == 0
    index.apply([document(7)], [], 7)
    assert found(other, "") == [7]


def _each(suffix: str, change: Callable[[Path], None]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        for file in home(folder).glob(f"*{suffix}"):
            change(file)

    return damage


def _zeroed(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def _cut(file: Path) -> None:
    file.write_text("{")


def _stamped_otherwise(folder: Path) -> None:
    file = folder / "aftercare.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"stamp": "0"}))


def _with_a_commit_lost(folder: Path) -> None:
    file = folder / "aftercare.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"opstamp": 10**9}))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "empty terms": _each(".term", lambda file: os.truncate(file, 0)),
    "no postings": _each(".idx", Path.unlink),
    "zeroed columns": _each(".fast", _zeroed),
    "broken list of segments": _each("meta.json", _cut),
    "no list of segments": _each("meta.json", Path.unlink),
    "no index": lambda folder: shutil.rmtree(home(folder)),
    "broken state": lambda folder: _cut(folder / "aftercare.json"),
    "no state": lambda folder: (folder / "aftercare.json").unlink(),
    "another version": _stamped_otherwise,
    "lost commit": _with_a_commit_lost,
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_a_damaged_tantivy_index_is_opened_empty_and_works(folder: Path, damage: str) -> None:
    filled(folder).close()
    DAMAGES[damage](folder)
    index = TantivyIndex(folder)
    assert (index.watermark(), found(index, "")) == (0, [])
    index.apply([document(1, body="latency")], [], 6)
    assert found(index, "latency") == [1]
    assert home(folder).is_dir()


@pytest.mark.parametrize("damage", ["no list of segments", "no index", "no state", "another version"])
def test_damage_met_while_tantivy_runs_is_told_once_and_mended(folder: Path, damage: str) -> None:
    index = filled(folder)
    DAMAGES[damage](folder)
    with pytest.raises(Unavailable, match="being rebuilt"):
        index.search(parse_query("latency"), EVERYONE)
    assert (index.watermark(), found(index, "")) == (0, [])


def test_what_lay_where_others_could_write_is_not_believed(folder: Path) -> None:
    filled(folder).close()
    folder.chmod(0o777)
    assert TantivyIndex(folder).watermark() == 0


def test_a_folder_for_tantivy_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot be kept"):
        TantivyIndex(tmp_path / "file" / "index")


def test_whoever_writes_to_tantivy_waits_and_then_says_so(folder: Path) -> None:
    filled(folder).close()
    index = TantivyIndex(folder, patience=0.1)
    with (folder / "aftercare.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Unavailable, match="another process"):
            index.apply([document(7)], [], 7)
        assert found(index, "latency") == [1, 3, 4, 5, 9]
    index.apply([document(7, body="latency")], [], 7)
    assert found(index, "latency") == [1, 3, 4, 5, 7, 9]


def test_a_tantivy_writer_that_is_kept_is_let_go_by_closing(folder: Path) -> None:
    index, other = filled(folder), TantivyIndex(folder, patience=0.1)
    with pytest.raises(Unavailable, match="another process"):
        other.apply([document(7)], [], 7)
    index.close()
    other.apply([document(7, body="latency")], [], 7)
    assert found(other, "latency") == [1, 3, 4, 5, 7, 9]


@pytest.mark.timeout(60)
def test_threads_search_tantivy_while_one_writes(folder: Path) -> None:
    index, ended, wrong = filled(folder), threading.Event(), list[str]()

    def read() -> None:
        while not ended.is_set():
            page = index.search(parse_query("latency"), EVERYONE, limit=100)
            if page.total != len(page.hits) or page.total < 5:
                wrong.append(f"{page.total} and {len(page.hits)}")

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(10, 25):
        index.apply([document(number, body="latency")], [], number)
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(found(index, "latency")) == 20


_WRITER = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
from engines import document
from app.search.tantivy_index import TantivyIndex
index = TantivyIndex(Path({folder!r}), patience=30)
for number in range(*map(int, sys.argv[1:])):
    index.apply([document(number, body="latency")], [], number)
"""


@pytest.mark.timeout(60)
def test_two_processes_write_to_tantivy_and_nothing_is_lost(folder: Path) -> None:
    TantivyIndex(folder).close()
    here = Path(__file__).resolve()
    script = _WRITER.format(tests=str(here.parent), root=str(here.parents[2]), folder=str(folder))
    running = [subprocess.Popen([sys.executable, "-c", script, *ends]) for ends in (("100", "106"), ("200", "206"))]
    assert [process.wait(timeout=50) for process in running] == [0, 0]
    assert found(TantivyIndex(folder), "latency") == [*range(100, 106), *range(200, 206)]
