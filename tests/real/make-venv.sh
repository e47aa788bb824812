#!/bin/sh
# Make a virtual environment: make-venv.sh PYTHON FOLDER. Debian keeps the venv module in a package of its own.
set -eu
python=$1
folder=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "error: Launcher needs Python 3.11 or newer; '$python' is not. Say which: make PYTHON=/path/to/python3.11" >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends python3-venv
    else
        echo "error: '$python' has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi
"$python" -m venv "$folder"
