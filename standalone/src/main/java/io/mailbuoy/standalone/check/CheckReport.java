package io.mailbuoy.standalone.check;

import static io.mailbuoy.standalone.terminal.Terminal.column;
import static io.mailbuoy.standalone.terminal.Terminal.harmless;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ProbeResult.PhaseTiming;
import io.mailbuoy.standalone.terminal.Terminal;
import io.mailbuoy.standalone.terminal.Wrap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One probe's result for a person: each phase with its time and what it showed, then what it
/// means.
///
/// @param terminal only its colours are used
record CheckReport(Terminal terminal) {
  private static final int PHASE = 14;
  private static final int WIDTH = 80;
  private static final int CERTIFICATE = 27;

  /// @param address what was probed, for the first line
  List<String> lines(String address, ProbeResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        address.startsWith(result.targetId()) // a URL that is its own name
            ? terminal.paint("bold", harmless(address))
            : terminal.paint("bold", harmless(result.targetId())) + "  " + harmless(address));
    lines.add("");
    for (PhaseTiming phase : result.phases()) {
      lines.add(phase(phase, result));
      if (phase.phase().is(Phase.TLS)) {
        lines.addAll(certificates(result.tls()));
      }
    }
    failedBeforeItsPhaseWasListed(result).ifPresent(lines::add);
    lines.add("");
    ProbeResult.@Nullable Failure failure = result.failure();
    if (failure == null) {
      lines.add(
          "  "
              + terminal.paint("green,bold", "healthy")
              + "  everything answered in "
              + result.durationMillis()
              + " ms");
      return lines;
    }
    lines.add(
        "  "
            + terminal.paint("red,bold", "failing")
            + "  "
            + Meaning.title(failure.kind().value())
            + " ("
            + failure.kind()
            + ") after "
            + result.durationMillis()
            + " ms"
            + (failure.retryable() ? "; a retry may succeed" : ""));
    if (failure.detail() != null) {
      Wrap.at(WIDTH - 2, sentence(harmless(failure.detail())))
          .forEach(line -> lines.add("  " + line));
    }
    Wrap.at(WIDTH - 2, Meaning.of(result, failure)).forEach(line -> lines.add("  " + line));
    return lines;
  }

  private static String sentence(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  /// What the server has shown, its own certificate first.
  private static List<String> certificates(ProbeResult.@Nullable Tls tls) {
    if (tls == null || tls.chain() == null) {
      return List.of();
    }
    return tls.chain().stream()
        .map(CheckReport::certificate)
        .flatMap(text -> Wrap.at(WIDTH - CERTIFICATE, text).stream())
        .map(line -> " ".repeat(CERTIFICATE) + line)
        .toList();
  }

  private static String certificate(ProbeResult.Certificate certificate) {
    String names =
        certificate.names() == null || certificate.names().isEmpty()
            ? ""
            : " for " + String.join(", ", certificate.names());
    String until = certificate.notAfter() == null ? "" : ", until " + day(certificate.notAfter());
    return harmless(certificate.subject() + names + ", by " + certificate.issuer() + until);
  }

  private static String day(Instant time) {
    return time.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  private String phase(PhaseTiming timing, ProbeResult result) {
    ProbeResult.@Nullable Failure failure = result.failure();
    boolean failed = failure != null && failure.phase().equals(timing.phase());
    String line = "  " + column(timing.phase().text(), PHASE) + "%6d ms".formatted(timing.millis());
    String shown =
        failed ? failed(Objects.requireNonNull(failure)) : shown(timing.phase().value(), result);
    return shown.isEmpty() ? line : line + "  " + shown;
  }

  private Optional<String> failedBeforeItsPhaseWasListed(ProbeResult result) {
    return Optional.ofNullable(result.failure())
        .filter(failure ->
            result.phases().stream().noneMatch(timing -> timing.phase().equals(failure.phase())))
        .map(failure ->
            "  " + column(failure.phase().text(), PHASE) + " ".repeat(9) + "  " + failed(failure));
  }

  private String failed(ProbeResult.Failure failure) {
    return terminal.paint("red,bold", "failed")
        + (failure.serverText() == null ? "" : "  " + harmless(failure.serverText()));
  }

  /// What a phase that worked is known to have shown.
  private static String shown(Phase phase, ProbeResult result) {
    ProbeResult.@Nullable Server server = result.server();
    ProbeResult.@Nullable Tls tls = result.tls();
    return switch (phase) {
      case CONNECT -> server == null || server.address() == null ? "" : harmless(server.address());
      case TLS -> tls == null ? "" : tls(tls);
      case GREETING -> server == null ? "" : greeting(server);
      case TOKEN,
          DNS,
          CAPABILITY,
          AUTHENTICATE,
          EXAMINE,
          SUBMIT,
          DELIVER,
          DELETE,
          LOGOUT,
          REQUEST,
          UNKNOWN ->
          "";
    };
  }

  private static String tls(ProbeResult.Tls tls) {
    return String.join(
        ", ",
        Stream.of(
                tls.protocol(),
                tls.cipher(),
                tls.notAfter() == null ? null : "certificate until " + day(tls.notAfter()))
            .filter(Objects::nonNull)
            .map(text -> harmless(Objects.requireNonNull(text)))
            .toList());
  }

  private static String greeting(ProbeResult.Server server) {
    if (server.frontEnd() != null) {
      return "front end " + harmless(server.frontEnd());
    }
    return server.greeting() == null ? "" : harmless(server.greeting());
  }
}
