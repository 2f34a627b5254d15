package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;

/// Posts to one secret address. It follows no redirect and uses no proxy, so that address and body
/// go nowhere else, and no exception's message leaves it, because they quote addresses.
public final class HttpSender {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final long LONGEST_ANSWER = 65_536;

  private final OkHttpClient client;
  private final HttpUrl url;
  private final Redactor redactor;
  private final Duration timeout;

  /// @param timeout of the whole attempt
  public HttpSender(HttpUrl url, MailbuoyConfig.Tls tls, Redactor redactor, Duration timeout) {
    this.url = url;
    this.redactor = redactor;
    this.timeout = timeout;
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .callTimeout(timeout)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .followRedirects(false)
            .followSslRedirects(false)
            .proxy(Proxy.NO_PROXY)
            .protocols(List.of(Protocol.HTTP_1_1))
            // A connection that the server closed while idle would cost an alert its first attempt.
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS));
    tls.trust()
        .map(Trust::of)
        .ifPresent(trust -> builder.sslSocketFactory(trust.sockets(), trust.manager()));
    this.client = builder.build();
  }

  /// An answer, or why there is none.
  public sealed interface Answer {
    /// @param body its beginning, as received
    /// @param extent whether the body came as its header promised
    /// @param retryAfter what the server asked for
    record Received(int status, String body, Extent extent, Optional<Duration> retryAfter)
        implements Answer {}

    /// @param reason in our own words
    record Missing(String reason) implements Answer {}
  }

  /// How much of an answer's body came.
  public enum Extent {
    /// All of it, or as much as is looked at.
    ENOUGH,
    /// It broke off.
    CUT_OFF
  }

  /// Posts JSON once.
  public Answer post(byte[] json) {
    return post(json, JSON.toString(), Map.of());
  }

  /// Posts once.
  ///
  /// @param headers beside the content type; they are as secret as the address
  public Answer post(byte[] body, String contentType, Map<String, String> headers) {
    Request request =
        new Request.Builder()
            .url(url)
            .headers(Headers.of(headers))
            .post(new Once(body, MediaType.get(contentType)))
            .build();
    try (Response response = client.newCall(request).execute()) {
      return received(response);
    } catch (IOException e) {
      return new Answer.Missing(reason(e));
    }
  }

  /// What an answer means where its status says it all.
  public Outcome judge(Answer answer) {
    return switch (answer) {
      case Answer.Missing missing -> new Outcome.Retry(missing.reason());
      case Answer.Received received -> judge(received, received.status());
    };
  }

  /// What an answer means.
  ///
  /// A success that breaks off is no success: the rest may be an error, and being told twice is
  /// better than not at all.
  ///
  /// @param status its status, or the one that its body tells
  public Outcome judge(Answer.Received received, int status) {
    String said = describe(received);
    return switch (status) {
      case 408, 425, 429 -> new Outcome.Retry(said, received.retryAfter());
      default ->
          switch (status / 100) {
            case 2 ->
                switch (received.extent()) {
                  case ENOUGH -> new Outcome.Delivered(said);
                  case CUT_OFF -> new Outcome.Retry(said + " (the answer broke off)");
                };
            case 3 -> new Outcome.Permanent(said + " (redirects are not followed)");
            case 4 -> new Outcome.Permanent(said);
            default -> new Outcome.Retry(said, received.retryAfter());
          };
    };
  }

  /// An HTTP status and the beginning of the answer's text, fit for logs and receipts.
  private String describe(Answer.Received received) {
    String text = redactor.clean(received.body());
    return "HTTP " + received.status() + (text.isEmpty() ? "" : ": " + text);
  }

  /// The status has come, so a body that breaks off or takes too long is no missing answer.
  private static Answer.Received received(Response response) {
    BufferedSource source = response.body().source();
    Extent extent = Extent.ENOUGH;
    try {
      source.request(LONGEST_ANSWER);
    } catch (IOException e) {
      extent = Extent.CUT_OFF;
    }
    String body =
        source
            .getBuffer()
            .snapshot((int) Math.min(LONGEST_ANSWER, source.getBuffer().size()))
            .string(StandardCharsets.UTF_8);
    return new Answer.Received(
        response.code(), body, extent, RetryAfter.parse(response.header("Retry-After")));
  }

  private String reason(IOException e) {
    return switch (e) {
      case UnknownHostException _ -> "the host's name was not found";
      case ConnectException _ -> "the connection was refused";
      case SSLException _ -> "TLS failed: the certificate is not trusted or the protocol differs";
      case InterruptedIOException _ -> "no answer within " + timeout.toMillis() + " ms";
      default -> "the connection broke (" + e.getClass().getSimpleName() + ")";
    };
  }

  /// A body that is written at most once. Otherwise the client would send it again by itself where
  /// a connection breaks, and an alert could arrive twice.
  private static final class Once extends RequestBody {
    private final byte[] body;
    private final MediaType type;

    Once(byte[] body, MediaType type) {
      this.body = body;
      this.type = type;
    }

    @Override
    public MediaType contentType() {
      return type;
    }

    @Override
    public long contentLength() {
      return body.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(body);
    }
  }
}
