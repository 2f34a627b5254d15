package io.mailbuoy.probe.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the provider's interfaces, within a time that counts for the whole answer. The client's own
/// time-out ends with the answer's head.
public final class Web implements AutoCloseable {
  private static final long LONGEST_BODY = 16L << 20;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .executor(threads)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /// What comes back.
  public sealed interface Reply {
    record Answer(int status, HttpHeaders headers, String body) implements Reply {
      /// The first line, as the server sent it but for its own words.
      public String statusLine() {
        return "HTTP " + status;
      }

      /// When the server wants to be asked again: seconds or a date.
      public Optional<Duration> retryAfter(Clock clock) {
        return headers
            .firstValue("Retry-After")
            .flatMap(text -> Web.retryAfter(text, clock.instant()));
      }
    }

    /// The connection failed.
    record Broken(IOException reason) implements Reply {}

    /// Nothing in time.
    record Silent() implements Reply {}
  }

  /// Sends a request and waits for the whole answer. Never throws.
  public Reply send(HttpRequest request, Duration timeout) {
    CompletableFuture<HttpResponse<String>> exchange =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_BODY));
    try {
      HttpResponse<String> response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Reply.Answer(response.statusCode(), response.headers(), response.body());
    } catch (ExecutionException e) {
      return new Reply.Broken(
          e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
    } catch (TimeoutException e) {
      exchange.cancel(true);
      return new Reply.Silent();
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      return new Reply.Silent();
    }
  }

  /// Seconds or a date, as a header has it.
  static Optional<Duration> retryAfter(String text, Instant now) {
    try {
      return text.strip().matches("\\d{1,8}")
          ? Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())))
          : Optional.of(
              Duration.between(
                  now,
                  ZonedDateTime.parse(
                          text.strip(),
                          DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                      .toInstant()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
