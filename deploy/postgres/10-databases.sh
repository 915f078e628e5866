#!/bin/sh
# Makes one database and one owner for each service, once, when the data directory is new. Passwords come from the
# environment ({SERVICE}_PASSWORD) and are given to psql as variables, so that no character in them is special.
set -eu
for service in indicators judgement letter publication; do
  password=$(printenv "$(printf '%s' "$service" | tr '[:lower:]' '[:upper:]')_PASSWORD")
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v service="$service" -v password="$password" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE CONNECT ON DATABASE :"service" FROM PUBLIC;
SQL
done
