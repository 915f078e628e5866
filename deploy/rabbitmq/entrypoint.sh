#!/bin/sh
# Puts the passwords from the environment into the broker's definitions, then starts the broker as its image does.
# Passwords must not hold a double quote or a backslash: they are written into JSON as they are.
set -eu
umask 077
awk '{
  while (match($0, /\$\{[A-Z_]+\}/)) {
    name = substr($0, RSTART + 2, RLENGTH - 3)
    if (!(name in ENVIRON)) { print "missing " name > "/dev/stderr"; exit 1 }
    $0 = substr($0, 1, RSTART - 1) ENVIRON[name] substr($0, RSTART + RLENGTH)
  }
  print
}' /etc/apa/definitions.template.json > /var/lib/rabbitmq/apa-definitions.json
echo 'load_definitions = /var/lib/rabbitmq/apa-definitions.json' > /etc/rabbitmq/conf.d/20-apa.conf
chown rabbitmq:rabbitmq /var/lib/rabbitmq/apa-definitions.json /etc/rabbitmq/conf.d/20-apa.conf
exec docker-entrypoint.sh rabbitmq-server
