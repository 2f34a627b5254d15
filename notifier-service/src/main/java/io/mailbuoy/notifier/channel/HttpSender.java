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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/// Posts JSON to one secret address. It follows no redirect and uses no proxy, so that address and
/// body go nowhere else, and no exception's message leaves it, because they quote addresses.
public final class HttpSender {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final long LONGEST_ANSWER = 4_096;

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
    /// @param retryAfter what the server asked for
    record Received(int status, String body, Optional<Duration> retryAfter) implements Answer {}

    /// @param reason in our own words
    record Missing(String reason) implements Answer {}
  }

  /// Posts once.
  public Answer post(byte[] json) {
    Request request = new Request.Builder().url(url).post(new Once(json)).build();
    try (Response response = client.newCall(request).execute()) {
      return new Answer.Received(
          response.code(), beginning(response), RetryAfter.parse(response.header("Retry-After")));
    } catch (IOException e) {
      return new Answer.Missing(reason(e));
    }
  }

  /// An HTTP status and the beginning of the answer's text, fit for logs and receipts.
  public String describe(Answer.Received received) {
    String text = redactor.clean(received.body());
    return "HTTP " + received.status() + (text.isEmpty() ? "" : ": " + text);
  }

  private String beginning(Response response) throws IOException {
    var source = response.body().source();
    source.request(LONGEST_ANSWER);
    return source
        .getBuffer()
        .readByteString(Math.min(LONGEST_ANSWER, source.getBuffer().size()))
        .string(StandardCharsets.UTF_8);
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
    private final byte[] json;

    Once(byte[] json) {
      this.json = json;
    }

    @Override
    public MediaType contentType() {
      return JSON;
    }

    @Override
    public long contentLength() {
      return json.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(json);
    }
  }
}
