package io.mailbuoy.probe.mail;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One answer of an SMTP server: one line or several, as in [RFC 5321, section
/// 4.2](https://www.rfc-editor.org/rfc/rfc5321#section-4.2).
///
/// @param lines verbatim; at least one
public record SmtpReply(List<String> lines) {
  private static final int CODE = 3;
  private static final int MOST_LINES = 100;
  private static final Pattern LINE = Pattern.compile("\\d{3}([ -].*)?");

  public SmtpReply {
    lines = List.copyOf(lines);
  }

  /// Reads the next one.
  ///
  /// @throws FaultException `protocol-error` where what comes is none, or does not end
  static SmtpReply read(Lines from) throws IOException, FaultException {
    List<String> said = new ArrayList<>();
    while (said.size() <= MOST_LINES) {
      String line = from.read();
      said.add(line);
      if (!LINE.matcher(line).matches()) {
        break;
      }
      if (line.length() == CODE || line.charAt(CODE) == ' ') {
        return new SmtpReply(said);
      }
    }
    throw new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, said.getLast()));
  }

  /// Whether it begins with these digits.
  public boolean is(String code) {
    return first().startsWith(code);
  }

  /// The first line, by which a reply is told.
  public String first() {
    return lines.getFirst();
  }

  /// What an EHLO reply says about an extension: its words after the name, in capitals; empty where
  /// it is not offered.
  Optional<List<String>> extension(String name) {
    return lines.stream()
        .skip(1)
        .map(line -> line.length() > CODE ? line.substring(CODE + 1) : "")
        // Some servers still write AUTH=, as a draft of RFC 2554 had it.
        .map(line -> line.toUpperCase(Locale.ROOT).replace("AUTH=", "AUTH ").strip())
        .map(line -> Arrays.asList(line.split("\\s+")))
        .filter(words -> words.getFirst().equals(name))
        .map(words -> words.subList(1, words.size()))
        .findFirst();
  }
}
