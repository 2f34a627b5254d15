package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import io.mailbuoy.testbed.LoopbackHttp.Reply;
import io.mailbuoy.testbed.LoopbackHttp.Request;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Takes any request, remembers it and answers 200. The receivers of the channels are built on it.
///
/// The port stays the same across [#stop()] and [#start()].
public sealed class WebhookReceiver implements AutoCloseable
    permits TeamsReceiver, PagerDutyReceiver, CloudEventReceiver {

  /// A request as it arrived. Header names match in any case, the path is without the query, and
  /// `json` is a missing node when the body is not JSON.
  public record Received(
      Instant at,
      String method,
      String path,
      Map<String, String> headers,
      String body,
      JsonNode json) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Received> accepted = new CopyOnWriteArrayList<>();
  private final List<Consumer<Received>> listeners = new CopyOnWriteArrayList<>();
  private final ReceiverFaults faults = new ReceiverFaults();
  private final LoopbackHttp http;

  WebhookReceiver(String name) {
    http = new LoopbackHttp(name, null, this::handle);
  }

  /// Starts a receiver that accepts everything.
  public static WebhookReceiver start() {
    WebhookReceiver receiver = new WebhookReceiver("testbed-webhook");
    receiver.resume();
    return receiver;
  }

  /// Where to post.
  public URI url() {
    return URI.create(origin() + "/");
  }

  /// The port, the same for the life of this object.
  public int port() {
    return http.port();
  }

  /// Every request that arrived, whatever became of it, oldest first.
  public List<Received> received() {
    return List.copyOf(received);
  }

  /// The requests that were answered with success on their merits, oldest first.
  public List<Received> accepted() {
    return List.copyOf(accepted);
  }

  /// Forgets what arrived.
  public void reset() {
    received.clear();
    accepted.clear();
  }

  /// The fault switch.
  public ReceiverFaults faults() {
    return faults;
  }

  /// Calls the listener with every request that arrives, before it is answered.
  public void onReceived(Consumer<Received> listener) {
    listeners.add(listener);
  }

  /// Stops listening; from now on connections are refused.
  public void stop() {
    http.stop();
  }

  /// Listens again on the same port after [#stop()].
  public void resume() {
    http.start();
  }

  @Override
  public void close() {
    http.close();
  }

  String origin() {
    return http.origin();
  }

  /// The answer on the request's merits.
  Answer judge(Received request, Map<String, String> query) {
    return Answer.text(200, "ok");
  }

  private Reply handle(Request request) {
    JsonNode json = Json.read(request.body());
    Received arrived =
        new Received(
            Instant.now(),
            request.method(),
            request.path(),
            request.headers(),
            request.body(),
            json);
    received.add(arrived);
    listeners.forEach(listener -> listener.accept(arrived));
    return switch (faults.next()) {
      case ReceiverFault.Status(int code, String body) -> Answer.text(code, body);
      case ReceiverFault.Fail(_, int status) -> Answer.text(status, "");
      case ReceiverFault.TooManyRequests(int seconds) ->
          Answer.text(429, "").with("Retry-After", Integer.toString(seconds));
      case ReceiverFault.AskedToWait(int code, String retryAfter) ->
          Answer.text(code, "").with("Retry-After", retryAfter);
      case ReceiverFault.Redirect(int code, URI to) ->
          Answer.text(code, "").with("Location", to.toString());
      case ReceiverFault.CutOff(int code, String body) ->
          new LoopbackHttp.CutOff(Answer.text(code, body));
      case ReceiverFault.Stall(int code, String body) ->
          new LoopbackHttp.Stall(Answer.text(code, body));
      case ReceiverFault.Hang _ -> new LoopbackHttp.Silence();
      case ReceiverFault.Reset _ -> new LoopbackHttp.Drop();
      case ReceiverFault.None _ -> {
        Answer answer = judge(arrived, FormData.read(request.query()));
        if (answer.status() < 300) {
          accepted.add(arrived);
        }
        yield answer;
      }
    };
  }
}
