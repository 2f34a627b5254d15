package io.mailbuoy.probe.roundtrip;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The message of a round trip. It asks every automatic answerer for silence: RFC 3834, and
/// Exchange's own header.
///
/// @param from the sender's address
/// @param to the mailbox's address
record Letter(String from, String to, Marker marker, Instant at) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// The message's lines, all of them ASCII.
  List<String> lines() {
    String domain = from.substring(from.lastIndexOf('@') + 1);
    return List.of(
        "From: Mailbuoy <" + from + ">",
        "To: <" + to + ">",
        "Subject: Mailbuoy round trip " + marker.token(),
        "Date: " + DATE.format(at),
        "Message-ID: <" + marker.token() + "@" + domain + ">",
        Marker.HEADER + ": " + marker.value(),
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "Mailbuoy sends this message to see whether mail arrives, and deletes it again.",
        "If you can read it, it will go away with the next round trip.");
  }
}
