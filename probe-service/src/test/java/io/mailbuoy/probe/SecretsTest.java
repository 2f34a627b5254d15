package io.mailbuoy.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.testbed.MicrosoftCloud;
import io.mailbuoy.testbed.TokenAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No secret comes out again, even where a server hands it back.
class SecretsTest {
  private static final String PASSWORD = "correct-horse-battery";
  private static final String CLIENT_SECRET = "cl13nt~s3cret.of-contoso";

  /// An IMAP server that repeats every login in its refusal, whole or cut off.
  private static final class EchoingServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    private final int longest;
    private volatile String lastLogin = "";

    EchoingServer(int longest) throws IOException {
      this.longest = longest;
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      try (Socket socket = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
        OutputStream out = socket.getOutputStream();
        out.write(
            "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        String line;
        while ((line = in.readLine()) != null) {
          lastLogin = line;
          String tag = line.substring(0, line.indexOf(' '));
          String echo = line.substring(0, Math.min(longest, line.length()));
          out.write(
              (tag + " BAD cannot do: " + echo + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException over) {
        // The test is over.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 120, 60})
  void a_token_that_the_server_repeats_is_blotted_out(int longest)
      throws IOException, InterruptedException {
    TokenAuthority tokens = new TokenAuthority();
    try (EchoingServer server = new EchoingServer(longest);
        MicrosoftCloud cloud = MicrosoftCloud.start(tokens)) {
      cloud.addClient("client", CLIENT_SECRET);
      String written =
          run(
              """
              mailbuoy:
                tenants:
                  contoso: {directory-id: d, client-id: client, client-secret: %s, token-url: "%s"}
                targets:
                  - {id: t, tenant: contoso, service: s, url: "imap://localhost:%d", user: u@contoso.example,
                     timeout: 2s, tls: {mode: none}}
              """
                  .formatted(CLIENT_SECRET, cloud.tokenUrl("d"), server.server.getLocalPort()));
      String sent = server.lastLogin.substring(server.lastLogin.lastIndexOf(' ') + 1);
      assertThat(sent.length()).as("the token was sent").isGreaterThan(60);
      assertThat(written).contains("BAD cannot do:", "***").doesNotContain(CLIENT_SECRET);
      for (int i = 0; i + 16 < sent.length(); i++) {
        assertThat(written).doesNotContain(sent.substring(i, i + 16));
      }
    }
  }

  @Test
  void a_password_that_the_server_repeats_is_blotted_out() throws IOException {
    try (EchoingServer server = new EchoingServer(10_000)) {
      String written =
          run(
              """
              mailbuoy:
                targets:
                  - {id: t, service: s, url: "imap://localhost:%d", user: u, password: %s, timeout: 2s,
                     tls: {mode: none}}
              """
                  .formatted(server.server.getLocalPort(), PASSWORD));
      assertThat(server.lastLogin).contains(PASSWORD);
      assertThat(written).contains("BAD cannot do:", "***").doesNotContain(PASSWORD);
    }
  }

  /// The result as JSON, and everything that was logged meanwhile, at any level.
  private static String run(String text) throws JsonProcessingException {
    MailbuoyConfig config = ConfigFile.parse("test", text, Map.of()).typed();
    List<String> logged = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(record.getMessage() + " " + record.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    Logger own = Logger.getLogger("io.mailbuoy");
    handler.setLevel(Level.ALL);
    own.setLevel(Level.ALL);
    root.addHandler(handler);
    try {
      ProbeResult result = SingleProbe.run(config, config.targets().getFirst(), Clock.systemUTC());
      return Json.mapper().writeValueAsString(result) + logged;
    } finally {
      root.removeHandler(handler);
      own.setLevel(null);
    }
  }
}
