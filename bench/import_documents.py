"""How many documents a second come in: read only, and stored with the search index kept in step.

python bench/import_documents.py            # ../shared/corpus where it is there, else 200 generated ones
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.config import Settings
from app.domain.errors import AftercareError
from app.domain.principal import LOCAL_OWNER
from app.runtime import open_runtime
from app.usecases.folders import documents_in
from app.usecases.importing import Failed, Incoming, import_all
from app.usecases.reading import read_document
from bench.generated import postmortems

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def documents() -> list[Incoming]:
    if CORPUS.is_dir():
        return [
            Incoming("file", p.relative_to(CORPUS).as_posix(), p.read_bytes(), "file") for p in documents_in(CORPUS)
        ]
    return [Incoming("file", path, text.encode(), "file") for path, text in postmortems(200)]


def main() -> None:
    found = documents()
    times = []
    for item in found:
        start = time.perf_counter()
        try:
            read_document(item.data, item.path)
        except AftercareError as error:
            print(f"refused: {item.path}: {error}")
        times.append(time.perf_counter() - start)
    kib = sum(len(i.data) for i in found) / 1024
    print(f"{len(found)} documents, {kib:.0f} KiB")
    print(
        f"read     {len(found) / sum(times):7.1f} documents/s   median {statistics.median(times) * 1e3:.1f} ms   "
        f"slowest {max(times) * 1e3:.0f} ms"
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), search_dir=Path(folder) / "index", watch=False)
        runtime = open_runtime(settings)
        start = time.perf_counter()
        results = import_all(runtime, LOCAL_OWNER, found)
        took = time.perf_counter() - start
        failed = sum(isinstance(r, Failed) for r in results)
        print(f"import   {len(results) / took:7.1f} documents/s with the index, {failed} failed")
        start = time.perf_counter()
        import_all(runtime, LOCAL_OWNER, found)
        print(f"again    {len(results) / (time.perf_counter() - start):7.1f} documents/s, nothing changed")
        runtime.close()


if __name__ == "__main__":
    main()
