"""Makes the README's picture from the running program: the shipped content, nothing arranged.

python scripts/screenshot.py            # writes docs/screenshot.png
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from components import chromium
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "screenshot.png"
#: Opens the postmortem that the README's tour finds first.
QUERY = "/search?q=virtual+ip"
SIZE = {"width": 1280, "height": 1000}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Aftercare with the shipped content and data of its own; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"AFTERCARE_DATA_DIR": folder / "data", "AFTERCARE_SEARCH_DIR": folder / "index", "PORT": port}
    environment = os.environ | {name: str(value) for name, value in settings.items()}
    process = subprocess.Popen([sys.executable, "-m", "app", "serve"], cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    sys.exit("The server did not start.")


def take(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
    page.goto(address + QUERY)
    page.locator("main a[href^='/postmortems/']").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURE)
    print(f"{PICTURE.relative_to(ROOT)}: {page.title()}, {PICTURE.stat().st_size // 1024} KiB")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        take(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
