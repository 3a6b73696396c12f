"""Page and search latency over HTTP, one client, at 1,000 and 10,000 generated postmortems.

python bench/http_latency.py [COUNT...]     # databases are kept in bench/.cache and used again
"""

import os
import random
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx

from app.config import Settings
from app.domain.principal import LOCAL_OWNER
from app.runtime import open_runtime
from app.usecases.importing import Incoming, import_all
from bench.generated import SERVICES, postmortems, vocabulary

CACHE = Path(__file__).parent / ".cache"
REQUESTS = 250


def load(count: int) -> Path:
    """A data folder with `count` postmortems, made once."""
    folder = CACHE / f"http-{count}"
    if not (folder / "ready").exists():
        runtime = open_runtime(settings(folder))
        start = time.perf_counter()
        import_all(
            runtime,
            LOCAL_OWNER,
            (Incoming("file", path, text.encode(), "file") for path, text in postmortems(count)),
        )
        print(f"loaded {count} in {time.perf_counter() - start:.0f} s", flush=True)
        runtime.close()
        (folder / "ready").touch()
    return folder


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, search_dir=folder / "index", content_dir=folder / "none", watch=False)


def serve(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
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
    process = subprocess.Popen([sys.executable, "-m", "app", "serve"], env=env, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return process, url
        except httpx.TransportError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


def queries(rng: random.Random) -> list[str]:
    """Rare and common words, several words, phrases, prefixes, fields and identifiers, in equal parts."""
    words, weights = vocabulary()

    def word() -> str:
        return rng.choices(words, cum_weights=weights)[0]

    made = [
        lambda: rng.choice(words[:200]),
        lambda: rng.choice(words[5000:]),
        lambda: f"{word()} {word()}",
        lambda: f'"caused by {rng.choice(["a full disk", "an expired certificate"])}"',
        lambda: f"{rng.choice(words[:2000])[:4]}*",
        lambda: f"certificate service:{rng.choice(SERVICES)}",
        lambda: f"vmhost{rng.randint(1, 400):03d}",
        lambda: f"disk OR certificate -{word()} severity:sev1",
    ]
    return [made[i % len(made)]() for i in range(REQUESTS)]


def measure(client: httpx.Client, paths: list[tuple[str, dict[str, str]]]) -> list[float]:
    times = []
    for path, params in paths:
        start = time.perf_counter()
        answer = client.get(path, params=params)
        times.append((time.perf_counter() - start) * 1e3)
        if answer.status_code != 200:
            raise SystemExit(f"{path} {params}: {answer.status_code} {answer.text[:200]}")
    return times


def row(name: str, times: list[float]) -> None:
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{name:28} p50 {cuts[49]:7.1f}   p95 {cuts[94]:7.1f}   p99 {cuts[98]:7.1f} ms   n {len(times)}", flush=True
    )


def main() -> None:
    for count in [int(a) for a in sys.argv[1:]] or [1_000, 10_000]:
        process, url = serve(load(count))
        try:
            rng = random.Random(5)
            with httpx.Client(base_url=url, timeout=30) as client:
                slugs, cursor = [], ""
                while len(slugs) < min(count, 500):
                    page = client.get(
                        "/api/v1/postmortems", params={"limit": 100, **({"cursor": cursor} if cursor else {})}
                    ).json()
                    slugs += [p["slug"] for p in page["items"]]
                    cursor = page["next"] or ""
                print(f"{count} postmortems")
                measure(client, [("/", {})] * 3)
                row("home", measure(client, [("/", {})] * 50))
                row("list of postmortems", measure(client, [("/postmortems", {})] * 50))
                row(
                    "postmortem page",
                    measure(client, [(f"/postmortems/{rng.choice(slugs)}", {}) for _ in range(REQUESTS)]),
                )
                row("board", measure(client, [("/actions", {})] * 50))
                asked = queries(rng)
                measure(client, [("/search", {"q": q}) for q in asked[:16]])
                row("search page", measure(client, [("/search", {"q": q}) for q in asked]))
                row("search API", measure(client, [("/api/v1/search", {"q": q}) for q in asked]))
        finally:
            process.terminate()
            process.wait(timeout=30)


if __name__ == "__main__":
    main()
