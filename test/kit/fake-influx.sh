#!/bin/sh
# Stands for the `influx` program of InfluxDB 2: remembers buckets, mappings and users below $FAKE_INFLUX, and logs what changed them.
set -eu
cd "$FAKE_INFLUX"
value() { # value --flag "$@": what follows the flag
  flag=$1
  shift
  while [ $# -gt 0 ]; do
    if [ "$1" = "$flag" ]; then
      echo "$2"
      return
    fi
    shift
  done
}
case "$1 $2 ${3:-}" in
  'bucket list '*)
    name=$(value --name "$@" | tr / _)
    [ -e "bucket-$name" ] || exit 1
    printf 'id-%s\t%s\n' "$name" "$name"
    ;;
  'bucket create '*)
    touch "bucket-$(value --name "$@" | tr / _)"
    echo "$*" >>log
    ;;
  'v1 dbrp create')
    if [ -e "dbrp-$(value --bucket-id "$@")" ]; then
      echo 'Error: failed to create DBRP: 409 Conflict: DBRP already exists' >&2
      exit 1
    fi
    echo mapped >"dbrp-$(value --bucket-id "$@")"
    echo "$*" >>log
    ;;
  'v1 auth list') cat "user-$(value --username "$@")" 2>/dev/null || exit 0 ;;
  'v1 auth create')
    echo there >"user-$(value --username "$@")"
    echo "$*" >>log
    ;;
  'v1 auth set-password') echo "$(value --password "$@")" >"password-$(value --username "$@")" ;;
  *)
    echo "fake influx: does not know $*" >&2
    exit 2
    ;;
esac
