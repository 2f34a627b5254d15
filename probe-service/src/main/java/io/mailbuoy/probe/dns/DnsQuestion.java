package io.mailbuoy.probe.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// A question for a name, and the reading of its answer, as in [RFC
/// 1035](https://www.rfc-editor.org/rfc/rfc1035#section-4).
final class DnsQuestion {
  /// The longest that fits into a message over TCP.
  static final int LONGEST_ANSWER = 65_535;

  private static final int HEADER = 12;
  private static final int LONGEST_LABEL = 63;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RESPONSE = 0x80;
  private static final int TRUNCATED = 0x02;
  private static final int CODE = 0x0f;
  private static final String[] CODES = {
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"
  };

  private final byte[] bytes;

  private DnsQuestion(byte[] bytes) {
    this.bytes = bytes;
  }

  /// What a name is asked for.
  enum Type {
    A(1),
    NS(2),
    CNAME(5),
    MX(15),
    TXT(16),
    AAAA(28),
    SRV(33);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /// @throws IllegalArgumentException where it is no name
  static DnsQuestion about(String name, Type type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeShort(ThreadLocalRandom.current().nextInt(1 << 16));
      out.writeShort(RECURSION_DESIRED);
      out.writeShort(1); // one question
      out.writeShort(0);
      out.writeShort(0);
      out.writeShort(0);
      for (String label : ascii(name).split("\\.", 0)) {
        byte[] text = label.getBytes(StandardCharsets.US_ASCII);
        if (text.length == 0 || text.length > LONGEST_LABEL) {
          throw new IllegalArgumentException("its URL asks for no name: " + name);
        }
        out.writeByte(text.length);
        out.write(text);
      }
      out.writeByte(0);
      out.writeShort(type.number);
      out.writeShort(1); // IN
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return new DnsQuestion(bytes.toByteArray());
  }

  /// Names of services begin with an underscore, which is no part of a host's name.
  private static String ascii(String name) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(name) ? name : IDN.toASCII(name);
  }

  byte[] bytes() {
    return bytes;
  }

  /// What comes back.
  sealed interface Answer {
    record Found() implements Answer {}

    /// @param reason the server's code by its name, or that there is no such record
    record Refused(String reason) implements Answer {}

    /// The answer is too long for a datagram and is to be asked for over TCP.
    record Truncated() implements Answer {}

    /// The answer to another question.
    record Foreign() implements Answer {}
  }

  Answer read(byte[] answer, int length) {
    boolean own =
        length >= bytes.length
            && answer[0] == bytes[0]
            && answer[1] == bytes[1]
            && (answer[2] & RESPONSE) != 0
            && Arrays.equals(answer, HEADER, bytes.length, bytes, HEADER, bytes.length);
    if (!own) {
      return new Answer.Foreign();
    }
    int code = answer[3] & CODE;
    if (code != 0) {
      return new Answer.Refused(code < CODES.length ? CODES[code] : "RCODE " + code);
    }
    if ((answer[2] & TRUNCATED) != 0) {
      return new Answer.Truncated();
    }
    int records = ((answer[6] & 0xff) << 8) | (answer[7] & 0xff);
    return records > 0 ? new Answer.Found() : new Answer.Refused("NOERROR without an answer");
  }
}
