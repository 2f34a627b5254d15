package io.mailbuoy.classifier.stream;

import io.mailbuoy.classifier.core.Classifier;
import io.mailbuoy.classifier.core.Decision;
import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Tuning;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// Makes the processor that classifies, with its store. The store is in memory, because the whole
/// state of a tenant is small, and is rebuilt from its changelog topic.
public final class ClassifyTenantsSupplier
    implements ProcessorSupplier<String, Event, String, Decision> {
  private final Tuning tuning;
  private final StateKeeping keeping;
  private final Clock clock;
  private final Watermark watermark;

  public ClassifyTenantsSupplier(
      Tuning tuning, StateKeeping keeping, Clock clock, Watermark watermark) {
    this.tuning = tuning;
    this.keeping = keeping;
    this.clock = clock;
    this.watermark = watermark;
  }

  @Override
  public Processor<String, Event, String, Decision> get() {
    return new ClassifyTenants(
        new Classifier(tuning), keeping, clock, watermark, tuning.blindAfter(), System::nanoTime);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(ClassifyTenants.STORE),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingEnabled(Map.of()));
  }
}
