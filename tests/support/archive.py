"""Documents to try things on: the shared corpus where it stands beside us, else those that are shipped."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_SHARED = ROOT.parent / "shared"
_OWN = sorted((ROOT / "postmortems").glob("*.md"))


def archive() -> list[Path]:
    """Every document there is, in a steady order."""
    if not (_SHARED / "corpus").is_dir():
        return _OWN
    return [*sorted((_SHARED / "corpus").glob("*/*")), *sorted((_SHARED / "seed").glob("*.txt")), *_OWN]
