package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import io.mailbuoy.testbed.LoopbackHttp.Reply;
import io.mailbuoy.testbed.LoopbackHttp.Request;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The parts of Microsoft's cloud that Mailbuoy asks over HTTP: Entra's token endpoint, Graph
/// service health, Outlook on the web and the admin centre, each with a fault switch of its own.
///
/// One server on loopback; its port stays the same across [#stop()] and [#start()].
public final class MicrosoftCloud implements AutoCloseable {
  static final String FRONT_DOOR_PAGE =
      "<!DOCTYPE html><html><head><title>Please wait</title></head>"
          + "<body><h1>Our services aren't available right now</h1></body></html>";
  private static final String TOKEN_PATH = "/oauth2/v2.0/token";
  private static final String OWA_PATH = "/owa/";
  private static final String ADMIN_PATH = "/adminportal/home";
  private static final String STATUS_PATH = "/status/feed";

  private final EntraEndpoint entra;
  private final GraphEndpoint graph;
  private final GraphMailEndpoint graphMail;
  private final WebFaults web = new WebFaults();
  private final WebFaults adminCentre = new WebFaults();
  private final StatusPage statusPage = new StatusPage();
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final LoopbackHttp http;

  private MicrosoftCloud(TokenAuthority tokens, @Nullable SSLContext tls) {
    http = new LoopbackHttp("testbed-cloud", tls, this::handle);
    entra = new EntraEndpoint(tokens, http::origin);
    graph = new GraphEndpoint(tokens, http::origin);
    graphMail = new GraphMailEndpoint(tokens);
  }

  /// Starts over plain HTTP.
  public static MicrosoftCloud start(TokenAuthority tokens) {
    return started(new MicrosoftCloud(tokens, null));
  }

  /// Starts over HTTPS.
  public static MicrosoftCloud start(TokenAuthority tokens, SSLContext tls) {
    return started(new MicrosoftCloud(tokens, tls));
  }

  private static MicrosoftCloud started(MicrosoftCloud cloud) {
    cloud.start();
    return cloud;
  }

  /// The port, the same for the life of this object.
  public int port() {
    return http.port();
  }

  /// Where a directory's clients ask for tokens.
  public String tokenUrl(String directoryId) {
    return http.origin() + "/" + directoryId + TOKEN_PATH;
  }

  /// Graph's root, version included.
  public String graphUrl() {
    return http.origin() + "/v1.0";
  }

  /// Outlook on the web.
  public String owaUrl() {
    return http.origin() + OWA_PATH;
  }

  /// The admin centre's page.
  public String adminCentreUrl() {
    return http.origin() + ADMIN_PATH;
  }

  /// The public status page's feed.
  public String statusFeedUrl() {
    return http.origin() + STATUS_PATH;
  }

  /// What stands on the public status page.
  public StatusPage statusPage() {
    return statusPage;
  }

  /// Adds an application that may ask for tokens.
  public void addClient(String clientId, String clientSecret) {
    entra.addClient(clientId, clientSecret);
  }

  /// Adds an application that proves itself with the key of a certificate.
  public void addClient(String clientId, X509Certificate certificate) {
    entra.assertions().certificate(clientId, certificate);
  }

  /// Adds an application that proves itself with another identity provider's tokens.
  ///
  /// @param issuer the other provider, as its tokens name it
  /// @param subject whom its tokens speak of
  /// @param key with which it signs
  public void addClient(String clientId, String issuer, String subject, PublicKey key) {
    entra.assertions().federation(clientId, issuer, subject, key);
  }

  /// How long tokens issued from now on live; 3599 seconds at first.
  public void tokenLifetime(Duration lifetime) {
    entra.lifetime(lifetime);
  }

  /// The fault switch of the token endpoint.
  public EntraFaults entra() {
    return entra.faults();
  }

  /// The fault switch of Graph.
  public GraphFaults graph() {
    return graph.faults();
  }

  /// The fault switch of Graph's mailboxes.
  public GraphFaults graphMail() {
    return graphMail.faults();
  }

  /// Adds a mailbox that Graph can read.
  public void addMailbox(String user) {
    graphMail.addMailbox(user);
  }

  /// The fault switch of Outlook on the web.
  public WebFaults web() {
    return web;
  }

  /// The fault switch of the admin centre's page.
  public WebFaults adminCentre() {
    return adminCentre;
  }

  /// Publishes a `serviceHealthIssue`, or a new revision of the one with the same id.
  public void publish(ObjectNode issue) {
    graph.publishIssue(issue);
  }

  /// Publishes a `serviceUpdateMessage`, or a new revision of the one with the same id.
  public void publishMessage(ObjectNode message) {
    graph.publishMessage(message);
  }

  /// Takes an issue or a message away.
  public void remove(String id) {
    graph.remove(id);
  }

  /// How many requests have come so far to paths that start so, such as `/v1.0/` or `/owa`.
  public int requests(String pathPrefix) {
    return requests.entrySet().stream()
        .filter(counted -> counted.getKey().startsWith(pathPrefix))
        .mapToInt(counted -> counted.getValue().get())
        .sum();
  }

  /// How many tokens were asked for so far, with or without success.
  public int tokenRequests() {
    return requests.entrySet().stream()
        .filter(counted -> counted.getKey().endsWith(TOKEN_PATH))
        .mapToInt(counted -> counted.getValue().get())
        .sum();
  }

  /// Stops listening; from now on connections are refused.
  public void stop() {
    http.stop();
  }

  /// Listens again on the same port.
  public void start() {
    http.start();
  }

  @Override
  public void close() {
    http.close();
  }

  private Reply handle(Request request) {
    String path = request.path();
    requests.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
    if (path.endsWith(TOKEN_PATH)) {
      return entra.handle(request);
    }
    if (path.startsWith(GraphEndpoint.ROOT)) {
      return graph.handle(request);
    }
    if (path.startsWith(GraphMailEndpoint.ROOT)) {
      return graphMail.handle(request);
    }
    if (path.startsWith(OWA_PATH)) {
      return page(web, "Outlook");
    }
    if (path.equals(ADMIN_PATH)) {
      return page(adminCentre, "Microsoft 365 admin center");
    }
    if (path.equals(STATUS_PATH)) {
      return statusPage.handle(request);
    }
    return Answer.text(404, "nothing here: " + path);
  }

  private static Reply page(WebFaults faults, String title) {
    return switch (faults.current()) {
      case WebFault.None _ ->
          Answer.html(200, "<!DOCTYPE html><html><title>" + title + "</title></html>");
      case WebFault.Status(int code) -> Answer.html(code, FRONT_DOOR_PAGE);
      case WebFault.Hang _ -> new LoopbackHttp.Silence();
      case WebFault.Reset _ -> new LoopbackHttp.Drop();
    };
  }
}
