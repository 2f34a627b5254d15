package io.mailbuoy.standalone.bench;

import picocli.CommandLine.Command;

/// What measures.
@Command(
    name = "bench",
    description = "Measures what Mailbuoy costs on this machine; see 'bench probe'.",
    mixinStandardHelpOptions = true,
    subcommands = BenchProbeCommand.class)
public final class BenchCommand {}
