package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Takes CloudEvents in HTTP's structured mode, signed as <https://www.standardwebhooks.com> has
/// it. It refuses a request with a wrong signature, or a time that is off by more than five
/// minutes, with 401, what is no CloudEvent with 400, and keeps what comes twice once.
public final class CloudEventReceiver extends WebhookReceiver {
  private static final String PATH = "/hooks/5f2b8c0d9e1a";
  private static final String SECRET = "whsec_dGhlLXRlc3RiZWQncy1vd24tc2lnbmluZy1rZXk=";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final List<String> REQUIRED = List.of("id", "source", "type", "specversion");

  private final Map<String, JsonNode> events = new LinkedHashMap<>();

  private CloudEventReceiver() {
    super("testbed-cloudevents");
  }

  /// Starts a receiver.
  public static CloudEventReceiver start() {
    CloudEventReceiver receiver = new CloudEventReceiver();
    receiver.resume();
    return receiver;
  }

  @Override
  public URI url() {
    return URI.create(origin() + PATH);
  }

  /// With what requests are signed.
  public String secret() {
    return SECRET;
  }

  /// The events that were accepted, each once, oldest first.
  public List<JsonNode> events() {
    synchronized (events) {
      return List.copyOf(events.values());
    }
  }

  @Override
  Answer judge(Received request, Map<String, String> query) {
    if (!request.method().equals("POST") || !request.path().equals(PATH)) {
      return Answer.text(404, "nothing here");
    }
    String id = request.headers().getOrDefault("webhook-id", "");
    if (!isGenuine(id, request)) {
      return Answer.text(401, "the signature does not hold");
    }
    List<String> faults = new ArrayList<>();
    if (!request
        .headers()
        .getOrDefault("content-type", "")
        .equals("application/cloudevents+json")) {
      faults.add("the content type is not application/cloudevents+json");
    }
    REQUIRED.stream()
        .filter(name -> request.json().path(name).asText().isEmpty())
        .forEach(name -> faults.add("the attribute " + name + " is missing"));
    request
        .json()
        .fieldNames()
        .forEachRemaining(name -> {
          if (!name.matches("[a-z0-9]{1,20}")) {
            faults.add("no attribute may be called " + name);
          }
        });
    if (!faults.isEmpty()) {
      return Answer.text(400, String.join("; ", faults));
    }
    synchronized (events) {
      events.putIfAbsent(id, request.json());
    }
    return Answer.text(202, "");
  }

  private static boolean isGenuine(String id, Received request) {
    String time = request.headers().getOrDefault("webhook-timestamp", "");
    if (!time.matches("\\d{1,12}") || id.isEmpty()) {
      return false;
    }
    Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), Instant.now());
    String expected = "v1," + signature(id + "." + time + "." + request.body());
    return off.abs().compareTo(TOLERANCE) <= 0
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8),
            request
                .headers()
                .getOrDefault("webhook-signature", "")
                .getBytes(StandardCharsets.UTF_8));
  }

  private static String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
