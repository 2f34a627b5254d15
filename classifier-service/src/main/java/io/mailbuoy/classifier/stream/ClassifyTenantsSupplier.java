package io.mailbuoy.classifier.stream;

import io.mailbuoy.classifier.core.Classifier;
import io.mailbuoy.classifier.core.Decision;
import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Tuning;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// Makes the processor that classifies, with its store. The store is in memory, because the whole
/// state of a tenant is small, and is rebuilt from its changelog topic.
public final class ClassifyTenantsSupplier
    implements ProcessorSupplier<String, Event, String, Decision> {
  /// Every result writes its target anew. Small segments and an eager cleaner keep what a start has
  /// to read near what there is.
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.SEGMENT_BYTES_CONFIG,
          Integer.toString(16 << 20),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
          "0.3");

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
    return switch (keeping) {
      case NOTHING -> Set.of();
      case WITH_EVERY_RECORD -> Set.of(store());
    };
  }

  private static StoreBuilder<?> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(ClassifyTenants.STORE),
            Serdes.String(),
            Serdes.ByteArray())
        .withLoggingEnabled(CHANGELOG);
  }
}
