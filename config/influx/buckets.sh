#!/bin/sh
# Buckets, DBRP mappings and Grafana's reader in InfluxDB 2.x. Run again at every start: what is there already stays as it is.
# Needs INFLUX_HOST, INFLUX_ORG, INFLUX_TOKEN (read by the influx program itself) and INFLUX_READ_PASSWORD.
set -eu
: "${INFLUX_ORG:?}" "${INFLUX_TOKEN:?}" "${INFLUX_READ_PASSWORD:?}"
READER=grafana

bucket_id() { influx bucket list --name "$1" --hide-headers 2>/dev/null | cut -f 1; }

# bucket NAME RETENTION SHARD DEFAULT: a retention of 0 keeps for ever; a year of rollups in one shard is read
# at once, in shards of a week it is not. InfluxQL sees `campus/raw` as database campus, retention policy raw.
bucket() {
  if [ -z "$(bucket_id "$1")" ]; then influx bucket create --name "$1" --retention "$2" --shard-group-duration "$3" >/dev/null; fi
  id=$(bucket_id "$1")
  [ -n "$id" ] || { echo "buckets: $1 is not there after creating it" >&2; exit 1; }
  db=${1%%/*}
  rp=${1#*/}
  # Buckets of such names also have a virtual mapping; a written one says which is the default. A second one is refused.
  if ! said=$(influx v1 dbrp create --bucket-id "$id" --db "$db" --rp "$rp" $4 2>&1); then
    case "$said" in
      *'already exists'*) ;;
      *) echo "buckets: $1: $said" >&2; exit 1 ;;
    esac
  fi
  reads="$reads --read-bucket $id"
  echo "buckets: $1 ($id)"
}

reads=
bucket campus/raw "${INFLUX_RAW_RETENTION:-90d}" 7d --default
bucket campus/alarms 0 364d ''
bucket campus/rollup 0 364d ''

if ! influx v1 auth list --username "$READER" --hide-headers 2>/dev/null | grep -q .; then
  # shellcheck disable=SC2086 # one word for each bucket
  influx v1 auth create --username "$READER" --password "$INFLUX_READ_PASSWORD" --description 'Grafana, reads only' $reads >/dev/null
fi
# The password of .env counts, also where it was changed since.
influx v1 auth set-password --username "$READER" --password "$INFLUX_READ_PASSWORD" >/dev/null
echo "buckets: reader $READER"
