package io.mailbuoy.probe.mail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mailbuoy.probe.wire.BoundedInput;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Lines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// Whatever an SMTP server replies, it is a reply, a fault or a broken connection.
public class LinesFuzz {
  @FuzzTest(maxDuration = "10m")
  public void smtpReply(byte[] said) {
    try (BoundedInput in = new BoundedInput(new ByteArrayInputStream(said))) {
      Lines lines = new Lines(in, OutputStream.nullOutputStream());
      while (true) {
        if (SmtpReply.read(lines).first().length() < 3) {
          throw new AssertionError("a reply begins with its code");
        }
      }
    } catch (IOException | FaultException clearEnd) {
      Objects.requireNonNull(clearEnd);
    }
  }
}
