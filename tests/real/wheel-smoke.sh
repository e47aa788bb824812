#!/bin/sh
# Prove the built wheel: install it into an empty environment outside the checkout and use it from there, so that
# nothing but what ships can be found. Usage: wheel-smoke.sh WHEEL
set -eu
wheel=$(realpath "$1")
python=$(dirname "$0")/../../.venv/bin/python
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

"$(realpath -s "$python")" -m venv "$place/environment"
cd "$place"
unset PYTHONPATH
export XDG_CACHE_HOME="$place/cache"
environment/bin/pip install --quiet "$wheel"
launcher=environment/bin/launcher

found=$(environment/bin/python -c 'import launcher; print(launcher.__file__)')
case $found in
    "$place"/*) ;;
    *) echo "error: launcher was imported from $found, not from the wheel" >&2; exit 1 ;;
esac

"$launcher" --version
"$launcher" install --yes --set site_title='Smoke Test Practice' </dev/null
test -f trigger-point-clinic/index.html
test -f trigger-point-clinic/site.yaml
grep -q 'Smoke Test Practice' trigger-point-clinic/index.html
"$launcher" status --exit-code trigger-point-clinic

shipped=$(environment/bin/python -c 'from launcher.data import shipped; print(shipped("demo_content"))')
bundle=$("$launcher" pack --quiet "$shipped" -o smoke.launcher.zip)
"$launcher" validate "$bundle"
"$launcher" inspect "$bundle" --gallery gallery.html
test -s gallery.html
"$launcher" uninstall trigger-point-clinic
test ! -e trigger-point-clinic
echo "wheel smoke test: passed"
