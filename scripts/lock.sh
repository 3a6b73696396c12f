# Resolves pyproject.toml into the lock files: hashes for every file, and no word of where they were found.
set -eu
lock() {
    uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 "$@" --no-emit-index-url
}
lock pyproject.toml -o requirements.lock
lock pyproject.toml --extra dev --extra tantivy --extra test -c requirements.lock -o requirements-test.lock
python3 -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' |
    lock - -o requirements-build.lock
