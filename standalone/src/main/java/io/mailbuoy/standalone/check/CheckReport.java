package io.mailbuoy.standalone.check;

import static io.mailbuoy.standalone.terminal.Terminal.column;
import static io.mailbuoy.standalone.terminal.Terminal.harmless;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ProbeResult.PhaseTiming;
import io.mailbuoy.standalone.terminal.Terminal;
import io.mailbuoy.standalone.terminal.Wrap;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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

  /// @param address what was probed, for the first line
  List<String> lines(String address, ProbeResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        address.startsWith(result.targetId()) // a URL that is its own name
            ? terminal.paint("bold", harmless(address))
            : terminal.paint("bold", harmless(result.targetId())) + "  " + harmless(address));
    lines.add("");
    result.phases().forEach(phase -> lines.add(phase(phase, result)));
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
    Wrap.at(WIDTH - 2, Meaning.of(result, failure)).forEach(line -> lines.add("  " + line));
    return lines;
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
      case TOKEN, DNS, CAPABILITY, AUTHENTICATE, EXAMINE, LOGOUT, REQUEST, UNKNOWN -> "";
    };
  }

  private static String tls(ProbeResult.Tls tls) {
    return String.join(
        ", ",
        Stream.of(
                tls.protocol(),
                tls.cipher(),
                tls.notAfter() == null
                    ? null
                    : "certificate until " + tls.notAfter().atZone(ZoneOffset.UTC).toLocalDate())
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
