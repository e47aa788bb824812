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
need ffmpeg ffprobe
need minisign minisign
need npm npm
need php-cli php
php -m 2>/dev/null | grep -qix simplexml || missing="$missing php-xml"
need unzip unzip
need zip zip

if [ -z "$missing" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # Fonts are only recommended by a browser, and pages without one have no text to measure.
    # shellcheck disable=SC2086 # the list is meant to be split
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=540 $missing fonts-dejavu-core >/dev/null
else
    echo "Missing for some tests:$missing (on Debian or Ubuntu: apt-get install$missing fonts-dejavu-core)" >&2
fi
