# Creates the virtual environment named by $1 with $PYTHON, or says in one sentence what is missing for it.
set -eu
python=${PYTHON:-python3}

refuse() {
    echo "$1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    refuse "Aftercare needs Python 3.11 or newer; there is no $python here (on Debian and Ubuntu: apt-get install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    refuse "Aftercare needs Python 3.11 or newer; $python is $("$python" -c 'import platform; print(platform.python_version())'). Name another with PYTHON=…, as in: make run PYTHON=python3.12"
# Debian splits venv from python3; without this look its half-made environment would stay behind.
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    refuse "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv"
"$python" -m venv --clear "$1"
