#!/bin/sh
# Bring the programs that the tests in tests/real/ drive. As root on Debian or Ubuntu they are installed; elsewhere the
# missing ones are named, and the tests that need them are skipped by name.
set -eu

missing=''
need() { # need PACKAGE PROGRAM...: any one of the programs will do
    package=$1
    shift
    for program in "$@"; do
        if command -v "$program" >/dev/null 2>&1; then return; fi
    done
    missing="$missing $package"
}
need 7zip 7zz 7z
need chromium chromium chromium-browser google-chrome
need e2fsprogs chattr
need ffmpeg ffprobe
need mariadb-server mariadbd /usr/sbin/mariadbd
need minisign minisign
need npm npm
need php-cli php
modules=$(php -m 2>/dev/null || true)
extension() { # extension PACKAGE MODULE
    echo "$modules" | grep -qix "$2" || missing="$missing $1"
}
extension php-curl curl
extension php-gd gd
extension php-mbstring mbstring
extension php-mysql mysqli
extension php-sqlite3 pdo_sqlite
extension php-xml simplexml
extension php-zip zip
need strace strace
need unzip unzip
need util-linux unshare mount
need zip zip

if [ -z "$missing" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    # The tests run a database server of their own; the package's is not to be started.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
        chmod +x /usr/sbin/policy-rc.d
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    apt-get update -qq
    # Fonts are only recommended by a browser, and pages without one have no text to measure.
    # shellcheck disable=SC2086 # the list is meant to be split
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=540 $missing fonts-dejavu-core >/dev/null
else
    echo "Missing for some tests:$missing (on Debian or Ubuntu: apt-get install$missing fonts-dejavu-core)" >&2
fi
