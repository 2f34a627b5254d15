package io.mailbuoy.classifier;

import io.mailbuoy.classifier.backlog.BacklogWatch;
import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.classifier.stream.StateKeeping;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.time.StoryClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.apache.kafka.streams.Topology;

/// Gives the framework the topology to run, with the settings of the configuration file.
@ApplicationScoped
public class TopologyProducer {
  @Produces
  @Singleton
  Clock clock() {
    return StoryClock.ofEnvironment();
  }

  @Produces
  @Singleton
  Topology topology(MailbuoyConfig config, Clock clock, BacklogWatch backlog) {
    MailbuoyConfig.ClassifierSettings settings = config.classifier();
    Tuning tuning = new Tuning(settings.blindAfter(), settings.quietFor(), settings.reopenWithin());
    return new ClassifierTopology(tuning, StateKeeping.WITH_EVERY_RECORD, clock, backlog).build();
  }
}
