package io.mailbuoy.standalone.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.ProbeResult.Failure;
import io.mailbuoy.probe.SingleProbe;
import io.mailbuoy.standalone.ExitCode;
import io.mailbuoy.standalone.bench.ProbeBench.Measurement;
import io.mailbuoy.standalone.check.UrlOptions;
import io.mailbuoy.standalone.terminal.Logs;
import io.mailbuoy.standalone.terminal.Terminal;
import io.mailbuoy.standalone.terminal.UnusableInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a probe costs.
@Command(
    name = "probe",
    description = {
      "Probes one server as fast as it answers, with the certificate fully verified, and shows what a"
          + " probe costs.",
      "Use it with a server of your own only: every probe is a login."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  ./mailbuoy bench probe --url imaps://localhost:1993 --user me --password-env MY_PASSWORD \\",
      "      --concurrency 8 --seconds 30 --trust own-ca.pem",
      "",
      "The first third of the time warms up and is not counted. The last line is JSON: probes,",
      "failures, perSecond, cpuMillisPerProbe (of this whole process) and rssMiB (null where the",
      "system does not tell).",
      "Exit code: 0 measured, 1 no probe ended well, 2 the arguments cannot be used."
    })
public final class BenchProbeCommand implements Callable<Integer> {
  private static final int MOST_CONCURRENCY = 10_000;
  private static final int MOST_SECONDS = 86_400;

  private final Terminal terminal;

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description = "What is probed, as in imaps://host:port.")
  String url = "";

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many probes run at a time. Default: ${DEFAULT-VALUE}.")
  int concurrency;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "15",
      description = "How long, the warm-up included. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Mixin UrlOptions options = new UrlOptions();

  BenchProbeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws JsonProcessingException, InterruptedException {
    Logs.off();
    within("--concurrency", concurrency, MOST_CONCURRENCY);
    within("--seconds", seconds, MOST_SECONDS);
    MailbuoyConfig config = options.configuration(url);
    try (SingleProbe probe = probe(config)) {
      terminal.line(
          "probing %s with %d at a time for %d s, of which the first third is not counted"
              .formatted(url, concurrency, seconds));
      Measurement measured = ProbeBench.run(probe, concurrency, Duration.ofSeconds(seconds));
      tell(measured);
      return measured.something() ? ExitCode.GOOD : ExitCode.FAILED;
    }
  }

  private static void within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new UnusableInputException(
          "%s is %d; it must be from 1 to %d".formatted(option, value, most));
    }
  }

  private static SingleProbe probe(MailbuoyConfig config) {
    try {
      return SingleProbe.of(config, config.targets().getFirst(), Clock.systemUTC());
    } catch (IllegalArgumentException e) {
      throw new UnusableInputException(String.valueOf(e.getMessage()));
    }
  }

  private void tell(Measurement measured) throws JsonProcessingException {
    terminal.line(
        String.format(
            Locale.ROOT,
            "%,d probes in %.1f s, %,.1f per second, %.3f ms of processor time each",
            measured.probes(),
            measured.seconds(),
            measured.perSecond(),
            measured.cpuMillisPerProbe()));
    measured
        .failed()
        .ifPresent(last -> {
          Failure failure = last.failure();
          terminal.warning(
              measured.failures()
                  + " of the counted probes failed; the last failure was "
                  + (failure == null ? "unknown" : Terminal.harmless(described(failure))));
        });
    terminal.line(Json.mapper().writeValueAsString(json(measured)));
  }

  private static String described(Failure failure) {
    return failure.kind().text()
        + " in the phase "
        + failure.phase().text()
        + (failure.serverText() == null ? "" : ": " + failure.serverText());
  }

  private static ObjectNode json(Measurement measured) {
    ObjectNode json =
        Json.mapper()
            .createObjectNode()
            .put("probes", measured.probes())
            .put("failures", measured.failures())
            .put("perSecond", rounded(measured.perSecond(), 1))
            .put("cpuMillisPerProbe", rounded(measured.cpuMillisPerProbe(), 4));
    OwnProcess.residentMiB()
        .ifPresentOrElse(mib -> json.put("rssMiB", mib), () -> json.putNull("rssMiB"));
    return json;
  }

  private static BigDecimal rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }
}
