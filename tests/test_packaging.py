"""What is shipped is all there: image recipe, compose file, lock files, and the commands that the README names."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import urllib.parse
from pathlib import Path

import pytest
import yaml
from support import recipes

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILE = recipes.read_dockerfile((ROOT / "Dockerfile").read_text())
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-test.lock")


def tracked() -> dict[str, str]:
    """The text of every file that git knows; without git or its folder, of every file that stands here."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "-c", "safe.directory=*", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    else:
        ours = {"app", "bench", "docs", "postmortems", "scripts", "templates", "tests"}
        paths = [p.relative_to(ROOT) for p in ROOT.rglob("*")]
        listed = [str(p) for p in paths if p.parts[0] in ours or len(p.parts) == 1]
    raw = {name: (ROOT / name).read_bytes() for name in listed if name and (ROOT / name).is_file()}
    return {name: data.decode("utf-8", errors="replace") for name, data in raw.items() if b"\0" not in data}


# The image


def test_everything_the_image_copies_is_in_the_tree_and_reaches_the_build() -> None:
    assert recipes.absent_sources(DOCKERFILE, ROOT) == []
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {s for i in recipes.of(DOCKERFILE, "COPY") if "from" not in i.flags() for s in i.arguments()[:-1]}
    assert copied == let_in


def test_an_absent_source_or_stage_would_be_found(tmp_path: Path) -> None:
    recipe = "FROM a AS build\nCOPY --from=build /x /x\nCOPY --from=other /y /y\nCOPY one \\\n  two /z/\n"
    (tmp_path / "one").touch()
    assert recipes.absent_sources(recipes.read_dockerfile(recipe), tmp_path) == ["stage other", "two"]


def test_lock_files_named_in_run_steps_were_copied_before() -> None:
    copied: set[str] = set()
    for step in DOCKERFILE:
        if step.word == "COPY":
            copied |= {Path(source).name for source in step.arguments()[:-1]}
        elif step.word == "RUN":
            assert set(map(str, re.findall(r"[\w-]+\.lock", step.text))) <= copied


def test_the_image_starts_a_command_that_exists() -> None:
    entry = recipes.of(DOCKERFILE, "ENTRYPOINT")[-1].command()
    command = recipes.of(DOCKERFILE, "CMD")[-1].command()
    assert entry == ["python", "-m", "app"]
    done = subprocess.run(
        [sys.executable, *entry[1:], *command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert command[0] in done.stdout


def test_the_image_asks_a_route_that_exists_whether_it_is_healthy() -> None:
    words = recipes.of(DOCKERFILE, "HEALTHCHECK")[-1].command()
    ast.parse(words[2])
    (address,) = re.findall(r"http://[^']+", words[2])
    where = urllib.parse.urlsplit(address)
    exposed = recipes.of(DOCKERFILE, "EXPOSE")[-1].text
    assert where.netloc == f"127.0.0.1:{exposed}"
    assert f'"{where.path}"' in (ROOT / "app/http/health.py").read_text()


def test_the_image_runs_without_root_and_keeps_its_data_in_a_volume() -> None:
    words = [step.word for step in DOCKERFILE]
    user = recipes.of(DOCKERFILE, "USER")[-1].text
    assert user not in ("root", "0")
    assert "RUN" not in words[words.index("USER") :]
    volume = recipes.of(DOCKERFILE, "VOLUME")[-1].text
    settings = dict(re.findall(r"(AFTERCARE_\w+)=(\S+)", recipes.of(DOCKERFILE, "ENV")[-1].text))
    assert settings.keys() == {"AFTERCARE_DATA_DIR", "AFTERCARE_SEARCH_DIR"}
    assert all(folder.startswith(volume + "/") for folder in settings.values())


# Compose


def test_compose_publishes_on_loopback_only() -> None:
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:8000:8000"]


def test_compose_alone_lets_the_server_listen_beyond_loopback() -> None:
    name = "AFTERCARE_" + "CONTAINER"
    assert COMPOSE["services"]["aftercare"]["environment"][name] == "1"
    setting = re.compile(rf"\b{name}['\"]?\s*[:=]\s*['\"]?(1|true)", re.IGNORECASE)
    shipped = {
        n: t for n, t in tracked().items() if not n.startswith(("tests/", "docs/")) and not n.endswith(".md")
    }
    assert [file for file, text in shipped.items() if setting.search(text)] == ["compose.yaml"]


def test_compose_keeps_the_password_out_and_waits_for_the_database() -> None:
    services = COMPOSE["services"]
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert ":${POSTGRES_PASSWORD:?" in services["aftercare"]["environment"]["AFTERCARE_DATABASE_URL"]
    assert services["aftercare"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    used = {m.partition(":")[0] for s in services.values() for m in s["volumes"] if not m.startswith((".", "/"))}
    assert used == COMPOSE["volumes"].keys()


# Lock files


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_package_carries_hashes(name: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / name).read_text().strip())
    assert len(entries) >= 5
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert [entry.splitlines()[0] for entry in entries if not re.match(r"[\w.\[\],-]+==", entry)] == []


def normal(requirement: str) -> str:
    """The package's name as indexes compare it: `Psycopg_pool[x]>=1` -> `psycopg-pool`."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def test_the_lock_files_hold_what_pyproject_asks_for() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = pyproject["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    for asked, lock in [
        (project["dependencies"], "requirements.lock"),
        (project["dependencies"] + extras, "requirements-test.lock"),
        (pyproject["build-system"]["requires"], "requirements-build.lock"),
    ]:
        locked = re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(), flags=re.MULTILINE)
        assert {normal(name) for name in asked} - {normal(name) for name in locked} == set()


def test_tests_run_on_the_very_versions_that_are_shipped() -> None:
    shipped, tested = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), flags=re.MULTILINE))
        for name in ("requirements.lock", "requirements-test.lock")
    )
    assert shipped.items() <= tested.items()


# Nothing of any one machine


def forbidden() -> dict[str, re.Pattern[str]]:
    """Put together from pieces, since this file is tracked too."""
    patterns = {
        "a package index": "(?:index|default-index)" + r"-url[ =]|find" + r"-links[ =]|trusted" + r"-host[ =]",
        "a package file": r"https?://[^ ]+\.(?:whl|tar\.gz|tgz)\b",
        "an index setting": r"\b(?:PIP|UV)_(?:EXTRA_|DEFAULT_)?(?:INDEX|FIND)" + "_|GO" + "PROXY",
        "a local index": r"file:" + r"///\S*(?:simple|pypi|wheel)",
    }
    shared = {Path(p) for p in ("/", "/home", "/root", "/srv", "/opt", "/tmp", "/var", "/usr", "/app", "/src")}
    if ROOT.parent not in shared:
        patterns["a path of this machine"] = r"(?<![\w.])" + re.escape(f"{ROOT.parent}/")
    for name, value in os.environ.items():
        if name.lower().endswith("_proxy") and urllib.parse.urlsplit(value).netloc:
            patterns[f"the address in {name}"] = re.escape(urllib.parse.urlsplit(value).netloc)
    return {title: re.compile(pattern) for title, pattern in patterns.items()}


def traces(texts: dict[str, str]) -> list[str]:
    return [
        f"{name}: {title}" for name, text in texts.items() for title, p in forbidden().items() if p.search(text)
    ]


def test_no_tracked_file_names_an_index_or_a_path_of_this_machine() -> None:
    assert traces(tracked()) == []


def test_such_a_trace_would_be_found() -> None:
    bad = [
        "pip install --index" + "-url=x",
        "https://h.example/a-1.0.tar" + ".gz",
        "UV_INDEX" + "_URL=x",
        "file:" + "///a/simple",
    ]
    assert len(traces({str(n): text for n, text in enumerate(bad)})) == len(bad)


# What the README promises


def test_the_makefile_has_every_target_that_is_written_down() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    written = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = {
        t for path in written for t in re.findall(r"(?:`|^ *\$? *)make ([a-z]+)\b", path.read_text(), flags=re.M)
    }
    assert {"run", "test"} <= named
    assert named - targets == set()


def test_every_target_of_the_makefile_is_listed_by_help() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (phony,) = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert set(re.findall(r"make ([a-z]+) ", listed)) == set(phony.split())


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("#!/bin/sh\nexit 1\n", "Aftercare needs Python 3.11 or newer"),
        ('#!/bin/sh\ncase "$2" in *version*) exit 0;; *) exit 1;; esac\n', "venv module is missing"),
        (None, "there is no python-of-this-test here"),
    ],
)
def test_an_old_python_or_a_missing_venv_gets_one_sentence(
    program: str | None, sentence: str, tmp_path: Path
) -> None:
    fake = tmp_path / "python-of-this-test"
    if program:
        fake.write_text(program)
        fake.chmod(0o755)
    search = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    done = subprocess.run(
        [shutil.which("sh") or "sh", ROOT / "scripts/make-venv.sh", tmp_path / "venv"],
        env={"PATH": search, "PYTHON": fake.name}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "venv").exists()


def test_ci_runs_lint_and_every_test() -> None:
    script = (ROOT / ".ci/run").read_text()
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "export CI=true" in script
    assert re.findall(r"^make (\w+)$", script, flags=re.MULTILINE) == ["lint", "test"]
