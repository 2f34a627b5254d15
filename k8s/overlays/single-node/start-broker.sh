#!/bin/bash
# Gives a new volume its cluster id, and starts the broker on it.
set -euo pipefail
settings=/etc/kafka-settings/server.properties
if [ ! -f /var/lib/kafka/data/meta.properties ]; then
  /opt/kafka/bin/kafka-storage.sh format --cluster-id "$(/opt/kafka/bin/kafka-storage.sh random-uuid)" --config "$settings"
fi
exec /opt/kafka/bin/kafka-server-start.sh "$settings"
