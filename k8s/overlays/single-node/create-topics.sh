#!/bin/bash
# Creates the topics that are missing, and leaves what is there as it is.
set -euo pipefail
while read -r name settings; do
  # shellcheck disable=SC2086 # the settings are several words
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic "$name" $settings
done < /etc/kafka-settings/topics
