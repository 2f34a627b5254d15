package io.mailbuoy.notifier.inbound;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.notifier.channel.pagerduty.WebhookReader;
import io.mailbuoy.notifier.channel.pagerduty.WebhookReader.Heard;
import io.mailbuoy.notifier.delivery.Ledger;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes PagerDuty's webhooks at `/webhooks/pagerduty/NAME`, for the channels that have a
/// `webhook-secret`; without one there is no such address.
@ApplicationScoped
public class PagerDutyEndpoint {
  /// PagerDuty's are a few KB.
  private static final long LARGEST_BODY = 1 << 20;

  private static final String PATH = "/webhooks/pagerduty/";
  private static final int REMEMBERED = 10_000;
  private static final Logger LOG = Logger.getLogger(PagerDutyEndpoint.class);

  private final Map<String, WebhookReader> readers;
  private final Function<String, Optional<String>> tenantOf;
  private final Function<AlertCommand, CompletionStage<Void>> log;

  /// What was written already, so that a request that is played back does nothing. Another replica
  /// writes it once more, with the same id, which changes nothing either.
  private final Set<String> written =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  @Inject
  public PagerDutyEndpoint(MailbuoyConfig config, Ledger ledger, CommandLog log) {
    this(readers(config), alertId -> tenant(ledger, alertId), log::write);
  }

  PagerDutyEndpoint(
      Map<String, WebhookReader> readers,
      Function<String, Optional<String>> tenantOf,
      Function<AlertCommand, CompletionStage<Void>> log) {
    this.readers = readers;
    this.tenantOf = tenantOf;
    this.log = log;
  }

  private static Map<String, WebhookReader> readers(MailbuoyConfig config) {
    Map<String, WebhookReader> readers = new HashMap<>();
    config
        .channels()
        .forEach((name, channel) ->
            channel
                .webhookSecret()
                .ifPresent(secret -> readers.put(name, new WebhookReader(secret, Instant::now))));
    return readers;
  }

  private static Optional<String> tenant(Ledger ledger, String alertId) {
    Optional<Ledger.Lease> lease = ledger.lease(alertId);
    if (lease.isEmpty()) {
      return Optional.empty(); // another replica's
    }
    try (Ledger.Lease held = lease.get()) {
      return Optional.of(held.known().alert()).map(Alert::tenant);
    }
  }

  void start(@Observes StartupEvent started, MailbuoyConfig config, Vertx vertx) {
    if (!readers.isEmpty()) {
      String address = config.notifier().webhookAddress();
      URI uri = URI.create("tcp://" + address);
      var _ =
          listen(vertx, uri.getHost(), uri.getPort())
              .onSuccess(_ -> LOG.infof("PagerDuty's webhooks are taken at %s", address))
              .onFailure(failure ->
                  LOG.errorf(
                      "PagerDuty's webhooks cannot be taken at %s, see mailbuoy.notifier.webhook-address:"
                          + " %s; alerts are told all the same",
                      address, failure.getMessage()));
    }
  }

  /// A port of its own, so that nothing else that the service shows is shown to the world.
  Future<HttpServer> listen(Vertx vertx, String host, int port) {
    Router router = Router.router(vertx);
    readers.forEach((name, reader) ->
        router
            .post(PATH + name)
            .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
            .handler(request -> take(name, reader, request))
            .failureHandler(PagerDutyEndpoint::failed));
    return vertx.createHttpServer().requestHandler(router).listen(port, host);
  }

  /// For example a body that is too large.
  private static void failed(RoutingContext request) {
    answer(request, request.statusCode() >= 400 ? request.statusCode() : 500);
  }

  private void take(String channel, WebhookReader reader, RoutingContext request) {
    String signatures = request.request().getHeader(WebhookReader.HEADER);
    byte[] body =
        request.body().buffer() == null ? new byte[0] : request.body().buffer().getBytes();
    switch (reader.read(signatures == null ? "" : signatures, body)) {
      case Heard.Asked asked -> write(channel, asked, request);
      case Heard.Nothing _ -> answer(request, 202);
      case Heard.NotBelieved refused -> {
        LOG.warnf("a webhook for the channel '%s' was refused: %s", channel, refused.reason());
        answer(request, 401);
      }
      case Heard.Unreadable unreadable -> {
        LOG.warnf(
            "a webhook for the channel '%s' makes no sense: %s", channel, unreadable.reason());
        answer(request, 400);
      }
    }
  }

  private void write(String channel, Heard.Asked asked, RoutingContext request) {
    if (written.contains(asked.eventId())) {
      answer(request, 202);
      return;
    }
    var _ =
        log.apply(command(channel, asked))
            .whenComplete(
                (_, failure) -> request.vertx().runOnContext(_ -> done(asked, failure, request)));
  }

  /// What the broker did not take, PagerDuty sends again.
  private void done(Heard.Asked asked, @Nullable Throwable failure, RoutingContext request) {
    if (failure == null) {
      written.add(asked.eventId());
      LOG.infof("PagerDuty: %s of alert %s", asked.kind().text(), asked.alertId());
      answer(request, 202);
    } else {
      LOG.warnf(
          "a command from PagerDuty was not taken by the broker and is to come again: %s",
          failure.getClass().getSimpleName());
      answer(request, 503);
    }
  }

  private AlertCommand command(String channel, Heard.Asked asked) {
    return new AlertCommand(
        "pagerduty-" + asked.eventId(),
        tenantOf.apply(asked.alertId()).orElse("unknown"),
        asked.at(),
        Open.of(asked.kind()),
        asked.alertId(),
        Map.of(),
        null,
        asked.by().orElse(null),
        "in PagerDuty, channel '" + channel + "'");
  }

  private static void answer(RoutingContext request, int status) {
    if (!request.response().ended()) {
      var _ = request.response().setStatusCode(status).end();
    }
  }
}
