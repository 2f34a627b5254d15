#!/bin/sh
# shellcheck disable=SC2086 # options are words
exec java ${KAFKA_HEAP_OPTS--Xmx256M} ${KAFKA_JVM_PERFORMANCE_OPTS-} \
  -Dorg.slf4j.simpleLogger.defaultLogLevel="${KAFKA_STAND_IN_LOG_LEVEL:-warn}" ${KAFKA_OPTS-} \
  -cp '/opt/kafka/libs/*' "$@"
