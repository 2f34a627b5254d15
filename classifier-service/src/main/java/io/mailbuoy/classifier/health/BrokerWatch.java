package io.mailbuoy.classifier.health;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
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
import org.apache.kafka.common.errors.AuthenticationException;
import org.jboss.logging.Logger;

/// Says once when the broker is gone and once when it is back. The clients themselves would say it
/// many times a second, and not what to do about it.
@ApplicationScoped
public class BrokerWatch {
  private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int PATIENCE_MILLIS = 5_000;

  private final Map<String, Object> settings;
  private final CountDownLatch stop = new CountDownLatch(1);

  private enum Contact {
    UNKNOWN,
    THERE,
    GONE,
    REFUSED
  }

  BrokerWatch(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.settings = AdminSettings.of(kafka, "mailbuoy-classifier-watch", PATIENCE_MILLIS);
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("broker-watch").start(this::run);
  }

  void stop(@Observes ShutdownEvent event) {
    stop.countDown();
  }

  private void run() {
    Contact before = Contact.UNKNOWN;
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
    } catch (ExecutionException e) {
      return e.getCause() instanceof AuthenticationException ? Contact.REFUSED : Contact.GONE;
    } catch (TimeoutException e) {
      return Contact.GONE;
    }
  }

  private void report(Contact now, Contact before) {
    Object address = settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    switch (now) {
      case GONE ->
          LOG.errorf(
              "the Kafka broker at %s cannot be reached, so nothing is classified; start it or"
                  + " correct mailbuoy.kafka.bootstrap-servers; trying on",
              address);
      case REFUSED ->
          LOG.errorf(
              "the Kafka broker at %s does not accept this service's login or certificate, so nothing is classified;"
                  + " correct mailbuoy.kafka.security; trying on",
              address);
      case THERE -> {
        if (before != Contact.UNKNOWN) {
          LOG.infof("the Kafka broker at %s is back", address);
        }
      }
      case UNKNOWN -> {}
    }
  }
}
