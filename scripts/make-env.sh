#!/bin/sh
# Writes .env with random secrets, readable by its owner alone. Needs a shell and /dev/urandom, no Node. Never overwrites.
set -eu
cd "$(dirname "$0")/.."
if [ -e .env ]; then
  echo "make-env: .env is there already; remove it first if you want new secrets (the old ones stop working)" >&2
  exit 1
fi
secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
umask 077
# A name with nothing after "=" gets a secret; everything else is copied.
while IFS= read -r line; do
  case "$line" in
    \#*) printf '%s\n' "$line" ;;
    *=) printf '%s%s\n' "$line" "$(secret)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <.env.example >.env.new
mv .env.new .env
echo "make-env: wrote .env with random secrets"
