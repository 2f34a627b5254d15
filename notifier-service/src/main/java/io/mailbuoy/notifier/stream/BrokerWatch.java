package io.mailbuoy.notifier.stream;

import java.time.Duration;
import java.util.HashMap;
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
public final class BrokerWatch {
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

  /// @param settings of every Kafka client of this service
  public BrokerWatch(Map<String, Object> settings) {
    this.settings = new HashMap<>();
    settings.forEach((key, value) -> {
      if (AdminClientConfig.configNames().contains(key)) {
        this.settings.put(key, value);
      }
    });
    this.settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "mailbuoy-notifier-watch");
    this.settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
  }

  public void start() {
    Thread.ofVirtual().name("broker-watch").start(this::run);
  }

  public void stop() {
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
              "the Kafka broker at %s cannot be reached, so nobody can be told anything; start it or"
                  + " correct mailbuoy.kafka.bootstrap-servers; trying on",
              address);
      case REFUSED ->
          LOG.errorf(
              "the Kafka broker at %s does not accept this service's login or certificate, so nobody can be told anything;"
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
