package io.mailbuoy.probe.imap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.login.SaslExchange;
import io.mailbuoy.probe.wire.BoundedInput;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Whatever a server says, a dialogue ends with a value, a fault or a broken connection.
public class ImapFuzz {
  private static final ServerAnswers ANSWERS = ServerAnswers.load();
  private static final String MAXIMUM = "10m";

  @FuzzTest(maxDuration = MAXIMUM)
  public void passwordDialogue(byte[] said) {
    talk(said, new Login.Password("user", new Secret("password"), Credentials.Way.LOGIN));
  }

  @FuzzTest(maxDuration = MAXIMUM)
  public void tokenDialogue(byte[] said) {
    talk(
        said,
        new Login.Sasl(new SaslExchange("XOAUTH2", new Secret("user=u\1auth=Bearer t\1\1"), "")));
  }

  @FuzzTest(maxDuration = MAXIMUM)
  public void meaning(byte[] said) {
    String line = new String(said, StandardCharsets.ISO_8859_1);
    for (Phase phase : new Phase[] {Phase.GREETING, Phase.AUTHENTICATE, Phase.EXAMINE}) {
      Fault fault = ANSWERS.meaning(phase, line);
      Objects.requireNonNull(fault.kind());
    }
  }

  @FuzzTest(maxDuration = MAXIMUM)
  public void frontEnd(byte[] said) {
    FrontEnd.of(new String(said, StandardCharsets.ISO_8859_1))
        .ifPresent(name -> {
          if (name.isBlank() || name.length() > 254) {
            throw new AssertionError("this is no name: " + name);
          }
        });
  }

  /// The tags are A0 to A3.
  private static void talk(byte[] said, Login login) {
    try (BoundedInput in = new BoundedInput(new ByteArrayInputStream(said))) {
      ImapDialogue imap = new ImapDialogue(in, OutputStream.nullOutputStream(), ANSWERS);
      FrontEnd.of(imap.greeting());
      imap.say(Phase.CAPABILITY, imap::capability);
      imap.enter(login);
      imap.say(Phase.EXAMINE, () -> imap.examine("INBOX"));
      imap.leave();
    } catch (IOException | FaultException clearEnd) {
      Objects.requireNonNull(clearEnd);
    }
  }
}
