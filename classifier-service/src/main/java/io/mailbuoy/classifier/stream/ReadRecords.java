package io.mailbuoy.classifier.stream;

import io.mailbuoy.contracts.kafka.DeadLetter;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads records, and marks those that cannot be read with the reason and where they came from.
public final class ReadRecords<T> implements Processor<byte[], byte[], byte[], Reading> {
  private static final Logger LOG = Logger.getLogger(ReadRecords.class);

  private final Reader<T> reader;
  private @Nullable ProcessorContext<byte[], Reading> context;

  public ReadRecords(Reader<T> reader) {
    this.reader = reader;
  }

  @Override
  public void init(ProcessorContext<byte[], Reading> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<byte[], Reading> next = context;
    if (next == null) {
      throw new IllegalStateException("not initialised");
    }
    try {
      next.forward(record.withValue(reader.read(record.key(), record.value())));
    } catch (UnreadableEventException e) {
      next.forward(setAside(next, record, String.valueOf(e.getMessage())));
    }
  }

  private Record<byte[], Reading> setAside(
      ProcessorContext<byte[], Reading> next, Record<byte[], byte[]> record, String reason) {
    RecordMetadata place = next.recordMetadata().orElse(null);
    int partition = place == null ? -1 : place.partition();
    long offset = place == null ? -1 : place.offset();
    LOG.warnf(
        "A record cannot be read and is set aside in %s: topic %s, partition %d, offset %d: %s",
        reader.topic().deadLetters(), reader.topic().name(), partition, offset, reason);
    Headers headers = new RecordHeaders(record.headers());
    DeadLetter.mark(headers, reason, reader.topic().name(), partition, offset);
    return record.withValue((Reading) new Reading.Unreadable(record.value())).withHeaders(headers);
  }
}
