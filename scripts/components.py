"""What the tests need and pip cannot bring: PostgreSQL's server, Chromium with a library of its driver, and curl.

Run as a script, it installs what is missing through apt where that is allowed (as root, or with sudo that asks
for no password), else it ends with one sentence that says what to install. SKIP=postgres,browser leaves them out.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class Refused(Exception):
    """The sentence to end with."""


def postgres_bin() -> Path | None:
    """The folder that holds `initdb` and `postgres`: Debian's newest, else the one on PATH."""
    versions = [
        p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if (p.parent / "postgres").exists()
    ]
    if versions:
        return max(versions, key=lambda bin_: int(bin_.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def chromium() -> Path | None:
    """Chromium's program, or Chrome's."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for name in names if (path := shutil.which(name))), None)
    return Path(found) if found else None


def libatomic() -> Path | None:
    """A library that Playwright's driver needs, and that Chromium does not bring along."""
    # Where Debian, Ubuntu, Fedora and Arch keep it; a walk through all of /usr/lib would take a second.
    return next(
        (p for f in ("lib/*-linux-gnu", "lib64", "lib") for p in Path("/usr").glob(f"{f}/libatomic.so.1")), None
    )


def curl() -> Path | None:
    """What the tests call the API with where they do as a program of somebody else's would."""
    found = shutil.which("curl")
    return Path(found) if found else None


@dataclass(frozen=True, slots=True)
class Component:
    marker: str  # the pytest marker of the tests that need it, and its name in SKIP
    title: str
    package: str  # on Debian and Ubuntu
    find: Callable[[], Path | None]


COMPONENTS = (
    Component("postgres", "PostgreSQL", "postgresql", postgres_bin),
    Component("browser", "Chromium", "chromium", chromium),
    Component("browser", "libatomic", "libatomic1", libatomic),
    Component("browser", "curl", "curl", curl),
)
MARKERS = tuple(dict.fromkeys(c.marker for c in COMPONENTS))


def skipped() -> frozenset[str]:
    """What SKIP leaves out. Raises Refused for an unknown name, and in CI, where everything runs."""
    names = frozenset(name.strip() for name in os.environ.get("SKIP", "").split(",") if name.strip())
    unknown = names - set(MARKERS)
    if unknown:
        raise Refused(f"SKIP={','.join(sorted(unknown))}: only {' and '.join(MARKERS)} can be left out")
    if names and os.environ.get("CI") == "true":
        raise Refused("SKIP is refused with CI=true: there everything runs")
    return names


def missing(among: frozenset[str] = frozenset(MARKERS)) -> list[Component]:
    """What of the markers' components is not here."""
    return [c for c in COMPONENTS if c.marker in among and c.find() is None]


def what_to_install(components: list[Component]) -> str:
    titles = ", ".join(c.title for c in components)
    packages = " ".join(c.package for c in components)
    markers = ",".join(dict.fromkeys(c.marker for c in components))
    return (
        f"{titles} missing: install with `apt-get install {packages}`, or leave those tests out with SKIP={markers}"
    )


def _apt() -> list[str] | None:
    """How apt-get may be called here without a question being asked, or None."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and _quiet(["sudo", "-n", "true"]):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


def _quiet(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment)
    return done.returncode == 0


def install(components: list[Component]) -> None:
    """Raises Refused, with the sentence, where apt may not be used or does not bring them."""
    apt = _apt()
    if apt is None:
        raise Refused(what_to_install(components))
    packages = [c.package for c in components]
    print(f"Installing {', '.join(c.title for c in components)} through apt …", flush=True)
    command = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    # A machine that is not fresh already has its package lists; a container usually has none.
    if not _quiet(command):
        _quiet([*apt, "update"])
        _quiet(command)
    if still := [c for c in components if c.find() is None]:
        raise Refused(what_to_install(still))


def main() -> None:
    try:
        if components := missing(frozenset(MARKERS) - skipped()):
            install(components)
    except Refused as exc:
        sys.exit(str(exc))


if __name__ == "__main__":
    main()
