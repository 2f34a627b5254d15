package io.mailbuoy.classifier.health;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Says once when the broker is gone and once when it is back. The clients themselves would say it
/// many times a second, and not what to do about it.
@ApplicationScoped
public class BrokerWatch {
  private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int PATIENCE_MILLIS = 5_000;

  private final String bootstrapServers;
  private final CountDownLatch stop = new CountDownLatch(1);

  private enum Contact {
    UNKNOWN,
    THERE,
    GONE
  }

  BrokerWatch(
      @ConfigProperty(name = "quarkus.kafka-streams.bootstrap-servers") String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("broker-watch").start(this::run);
  }

  void stop(@Observes ShutdownEvent event) {
    stop.countDown();
  }

  private void run() {
    Contact before = Contact.UNKNOWN;
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.CLIENT_ID_CONFIG,
            "mailbuoy-classifier-watch",
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            PATIENCE_MILLIS,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            PATIENCE_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      do {
        Contact now = ask(admin);
        if (now != before) {
          report(now, before);
        }
        before = now;
      } while (!stop.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("the watch on the broker ends");
    }
  }

  private static Contact ask(Admin admin) throws InterruptedException {
    try {
      admin.describeCluster().nodes().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      return Contact.THERE;
    } catch (ExecutionException | TimeoutException e) {
      return Contact.GONE;
    }
  }

  private void report(Contact now, Contact before) {
    switch (now) {
      case GONE ->
          LOG.errorf(
              "the Kafka broker at %s cannot be reached, so nothing is classified; start it or"
                  + " correct mailbuoy.kafka.bootstrap-servers; trying on",
              bootstrapServers);
      case THERE -> {
        if (before == Contact.GONE) {
          LOG.infof("the Kafka broker at %s is back", bootstrapServers);
        }
      }
      case UNKNOWN -> {}
    }
  }
}
