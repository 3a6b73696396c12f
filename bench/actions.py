"""The board, its lists, reports on actions and the push of a result over HTTP, one client, at 100,000 actions.

python bench/actions.py [COUNT] [postgresql://…]     # SQLite without an address; what is loaded is used again

The address is of an empty database, or of one that this loaded before.
"""

import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.config import Settings
from app.domain.principal import LOCAL_OWNER
from app.domain.vocabulary import UNFINISHED, ActionKind, ActionStatus, Priority
from app.runtime import open_runtime
from app.store.engine import writing
from app.store.tables import ActionEvent, ActionItem, Person, Postmortem, Team
from app.usecases.action_history import GENESIS, seal
from app.usecases.importing import Incoming, import_all
from app.usecases.targets import add_targets
from bench.generated import PEOPLE, TEAMS, postmortems

CACHE = Path(__file__).parent / ".cache"
REQUESTS = 60
POSTS = 300
BOARD_MS, REPORT_MS, PUSH_MS = (
    150.0,
    500.0,
    30.0,
)  # at the 95th percentile; a push on SQLite that waits for the disk

#: What is asked for, with the milliseconds within which it is to be answered.
PAGES: list[tuple[str, float]] = [
    ("/actions", BOARD_MS),
    ("/actions?group=owner", BOARD_MS),
    ("/actions?group=team", BOARD_MS),
    ("/actions?group=service", BOARD_MS),
    ("/actions?group=postmortem", BOARD_MS),
    ("/actions?group=week", BOARD_MS),
    ("/actions?view=list", BOARD_MS),
    ("/actions?view=list&overdue=1", BOARD_MS),
    ("/actions?view=list&owner=Ana+Ruiz&priority=high", BOARD_MS),
    ("/actions?team=identity&status=open", BOARD_MS),
    ("/actions?q=certificate", BOARD_MS),
    ("/api/v1/action-items", BOARD_MS),
    ("/api/v1/action-items?overdue=true&limit=100", BOARD_MS),
    ("/reports/actions", REPORT_MS),
    ("/reports/actions/closing", REPORT_MS),
    ("/reports/actions/promises", REPORT_MS),
    ("/reports/actions/2024-04", REPORT_MS),
]
_WORDS = ("certificate", "database", "virtual IP", "disk", "runbook", "deploy", "queue", "timeout", "router")
_VERBS = ("Add an alert for the", "Audit the", "Automate the", "Remove the old", "Document the", "Test the")


def load(folder: Path, database: str, count: int) -> None:
    """Some hundred postmortems with their services, and `count` actions with one row of history each, made once."""
    if (folder / "ready").exists():
        return
    runtime = open_runtime(settings(folder, database))
    start = time.perf_counter()
    sources = (Incoming("file", path, text.encode(), "file") for path, text in postmortems(POSTS))
    import_all(runtime, LOCAL_OWNER, sources)
    with writing(runtime.engine) as session:
        rows = list(_actions(session, count))
        for at in range(0, len(rows), 5_000):
            session.execute(sa.insert(ActionItem), rows[at : at + 5_000])
        _history(session)
        fleet = session.exec(select(ActionItem).where(col(ActionItem.status) == ActionStatus.OPEN).limit(1)).one()
    add_targets(runtime, LOCAL_OWNER, fleet.key, [f"app-{n}" for n in range(50)])
    print(f"loaded {count} in {time.perf_counter() - start:.0f} s", flush=True)
    runtime.close()
    (folder / "ready").write_text(fleet.key)


def settings(folder: Path, database: str) -> Settings:
    given: dict[str, Any] = {"database_url": database} if database else {}
    return Settings(data_dir=folder, search_dir=folder / "index", content_dir=folder / "none", watch=False, **given)


def _actions(session: Session, count: int) -> Iterator[dict[str, Any]]:
    """Ten years of them, most closed long ago, as they are where people keep at it."""
    rng = random.Random(7)
    posts = session.exec(select(Postmortem.id)).all()
    people = [_named(session, Person, f"{name} {n}") for n in range(25) for name in PEOPLE]
    teams = [_named(session, Team, f"{team} {n}") for n in range(5) for team in TEAMS]
    people += [_named(session, Person, name) for name in PEOPLE]
    teams += [_named(session, Team, team) for team in TEAMS]
    number = session.execute(sa.select(sa.func.coalesce(sa.func.max(col(ActionItem.number)), 0))).scalar_one()
    now = datetime.now(UTC).replace(microsecond=0)
    statuses = rng.choices(list(ActionStatus), weights=(8, 9, 6, 2, 10, 55, 7, 3), k=count)
    for n, status in enumerate(statuses, number + 1):
        created = now - timedelta(days=rng.randint(1, 3650))
        closed = None if status in UNFINISHED else min(now, created + timedelta(days=rng.randint(1, 200)))
        due = (closed or now).date() + timedelta(days=rng.randint(-90, 90))
        proposed = status is ActionStatus.PROPOSED
        yield {
            "number": n,
            "text": f"{rng.choice(_VERBS)} {rng.choice(_WORDS)} of host {rng.randint(1, 9999)}",
            "kind": rng.choice(list(ActionKind)),
            "priority": rng.choice([None, *Priority]),
            "status": status,
            "postmortem_id": rng.choice(posts),
            "owner_id": None if proposed else rng.choice(people),
            "team_id": rng.choice(teams),
            "due": None if proposed else due,
            "accepted_at": None if proposed else created,
            "closed_at": closed,
            "strength_corrected": False,
            "on_documents_word": False,
            "self_verified": False,
            "links": [],
            "evidence": [],
            "position": 0,
            "version": 1,
            "created_at": created,
            "updated_at": closed or created,
        }


def _named(session: Session, table: Any, name: str) -> int:
    found = session.exec(select(table).where(table.name == name)).first()
    if found is None:
        found = table(name=name)
        session.add(found)
        session.flush()
    return found.id or 0


def _history(session: Session) -> None:
    """One sealed row for each action that has none; for every tenth, its due date was moved once, too."""
    last = session.exec(select(ActionEvent).order_by(col(ActionEvent.seq).desc()).limit(1)).first()
    seq, before = (last.seq, last.hash) if last else (0, GENESIS)
    known = sa.select(col(ActionEvent.action_id))
    columns = (col(ActionItem.id), col(ActionItem.status), col(ActionItem.due), col(ActionItem.created_at))
    rows = []
    for own, status, due, at in session.execute(sa.select(*columns).where(col(ActionItem.id).not_in(known))).all():
        fields: list[tuple[str, str | None, str]] = [("status", None, status.value)]
        if due and own % 10 == 0:
            fields.append(("due", (due - timedelta(days=14)).isoformat(), due.isoformat()))
        for field, old, new in fields:
            seq += 1
            event = ActionEvent(
                seq=seq, action_id=own, at=at, actor="loader", field=field, old=old, new=new, why="loaded",
                prev_hash=before, hash="",
            )  # fmt: skip
            before = event.hash = seal(event)
            rows.append(event.model_dump())
    for start in range(0, len(rows), 5_000):
        session.execute(sa.insert(ActionEvent), rows[start : start + 5_000])


def serve(folder: Path, database: str) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {
        "AFTERCARE_DATA_DIR": str(folder),
        "AFTERCARE_SEARCH_DIR": str(folder / "index"),
        "AFTERCARE_CONTENT_DIR": str(folder / "none"),
        "AFTERCARE_WATCH": "false",
        "PORT": str(port),
    }
    if database:
        env["AFTERCARE_DATABASE_URL"] = database
    process = subprocess.Popen([sys.executable, "-m", "app", "serve"], env=env, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return process, url
        except httpx.TransportError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


def timed(client: httpx.Client, method: str, path: str, **options: Any) -> float:
    start = time.perf_counter()
    answer = client.request(method, path, **options)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code} {answer.text[:200]}")
    return (time.perf_counter() - start) * 1e3


def row(name: str, times: list[float], rung: float) -> None:
    cuts = statistics.quantiles(times, n=100)
    verdict = "" if cuts[94] <= rung else "   ABOVE"
    print(f"{name:52} p50 {cuts[49]:7.1f}   p95 {cuts[94]:7.1f} ms   rung {rung:5.0f}{verdict}", flush=True)


def main() -> None:
    count = int(next((a for a in sys.argv[1:] if a.isdigit()), "100000"))
    database = next((a for a in sys.argv[1:] if a.startswith("postgresql")), "")
    folder = CACHE / f"actions-{count}-{'postgresql' if database else 'sqlite'}"
    folder.mkdir(parents=True, exist_ok=True)
    load(folder, database, count)
    process, url = serve(folder, database)
    try:
        with httpx.Client(base_url=url, timeout=60) as client:
            print(f"{count} actions on {'PostgreSQL' if database else 'SQLite'}")
            for path, rung in PAGES:
                if client.get(path).status_code != 404:
                    timed(client, "GET", path)
                    row(path, [timed(client, "GET", path) for _ in range(REQUESTS)], rung)
            address = f"/api/v1/action-items/{(folder / 'ready').read_text()}/targets/app-"
            pushes = [{"state": "passed", "note": f"run {time.time()} {n}"} for n in range(4 * REQUESTS)]
            times = [timed(client, "PUT", f"{address}{n % 49}", json=push) for n, push in enumerate(pushes)]
            row("push of a target's result", times, PUSH_MS)
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
