"""Commands over a database, an index and a content folder of their own."""

import textwrap
from pathlib import Path

import pytest
from support.commands import call

ROUTER = """\
    ---
    title: Core router forgets its neighbours
    date: 2023-04-11
    severity: SEV2
    services: [Edge network]
    status: published
    ---

    # Core router forgets its neighbours

    ## Summary

    The router in rack 12 reloaded and came back without its neighbours; the office was cut off for forty minutes.

    ## Timeline

    - 09:02 UTC The router reloads.
    - 09:05 UTC Monitoring pages the network team.
    - 09:42 UTC The neighbours are entered by hand and traffic flows again.

    ## Root cause

    The running configuration had never been saved.

    ## Action items

    - [ ] Save the running configuration every night (@Ada, due 2030-05-01)
    - [ ] Alert when saved and running configuration differ (@Bob, due 2023-05-01)
    - [x] Write down the neighbours of every router (@Ada, due 2023-04-20)
    """
DISK = """\
    ---
    kind: incident
    date: 2024-02-03
    ---

    # Disk of the build server fills up

    ## Summary

    Old images filled the disk of the build server, and no release could be built until noon.

    ## Action items

    - [ ] Remove images older than a week
    """


@pytest.fixture(autouse=True)
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder with two postmortems, named to the settings with a database and an index beside it."""
    folder = tmp_path / "content"
    (folder / "2024").mkdir(parents=True)
    (folder / "router.md").write_text(textwrap.dedent(ROUTER))
    (folder / "2024" / "disk.md").write_text(textwrap.dedent(DISK))
    monkeypatch.setenv("AFTERCARE_CONTENT_DIR", str(folder))
    monkeypatch.setenv("AFTERCARE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("AFTERCARE_SEARCH_DIR", str(tmp_path / "index"))
    return folder


@pytest.fixture
def imported(content: Path) -> Path:
    """The content folder, already imported."""
    assert call("import", str(content)).status == 0
    return content
