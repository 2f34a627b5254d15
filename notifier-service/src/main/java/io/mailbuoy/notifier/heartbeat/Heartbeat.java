package io.mailbuoy.notifier.heartbeat;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.notifier.channel.HttpSender;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Redactor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.jboss.logging.Logger;

/// Calls an address again and again while the whole line is alive, and is silent otherwise, so that
/// whoever waits for it raises an alarm that needs nothing of ours.
public final class Heartbeat {
  private static final Logger LOG = Logger.getLogger(Heartbeat.class);
  private static final byte[] NOTHING = {};

  private final LifeSigns signs;
  private final HttpSender sender;
  private final Duration interval;
  private final Clock clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private String said = "";

  private Heartbeat(LifeSigns signs, HttpSender sender, Duration interval, Clock clock) {
    this.signs = signs;
    this.sender = sender;
    this.interval = interval;
    this.clock = clock;
  }

  /// Empty where the configuration names no address.
  ///
  /// @throws IllegalArgumentException naming the key, where the address is none
  public static Optional<Heartbeat> of(MailbuoyConfig config, LifeSigns signs, Clock clock) {
    MailbuoyConfig.NotifierSettings settings = config.notifier();
    Optional<Secret> url = settings.heartbeat().url();
    if (url.isEmpty()) {
      return Optional.empty();
    }
    HttpUrl parsed = HttpUrl.parse(url.get().reveal());
    if (parsed == null) {
      throw new IllegalArgumentException(
          "mailbuoy.notifier.heartbeat.url: is not an http or https URL");
    }
    HttpSender sender =
        new HttpSender(parsed, new SystemTrust(), Redactor.of(url.get()), settings.timeout());
    return Optional.of(new Heartbeat(signs, sender, settings.heartbeat().interval(), clock));
  }

  public void start() {
    Thread.ofVirtual().name("heartbeat").start(this::run);
  }

  public void stop() {
    stop.countDown();
  }

  private void run() {
    try {
      do {
        beat();
      } while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("the heartbeat ends");
    }
  }

  private void beat() {
    switch (signs.at(clock.instant())) {
      case LifeSigns.Sign.Dead dead -> say("the heartbeat is silent: " + dead.reason());
      case LifeSigns.Sign.Alive _ ->
          say(
              switch (sender.judge(sender.post(NOTHING))) {
                case Outcome.Delivered _ -> "the heartbeat is sent";
                case Outcome.Retry retry ->
                    "the heartbeat cannot be sent; trying on: " + retry.reason();
                case Outcome.Permanent permanent ->
                    "the heartbeat is refused; check mailbuoy.notifier.heartbeat.url: "
                        + permanent.reason();
              });
    }
  }

  /// Once for each change. A silence with a time in it changes with that time alone.
  private void say(String what) {
    String kind = what.split(":", 2)[0];
    if (!kind.equals(said)) {
      said = kind;
      LOG.info(what);
    }
  }

  /// The certificates that the system trusts.
  private record SystemTrust() implements MailbuoyConfig.Tls {
    @Override
    public Optional<String> mode() {
      return Optional.empty();
    }

    @Override
    public Optional<Path> trust() {
      return Optional.empty();
    }
  }
}
