package io.mailbuoy.standalone.config;

import picocli.CommandLine.Command;

/// What concerns the configuration file.
@Command(
    name = "config",
    description = "Works on the configuration file; see 'config check'.",
    mixinStandardHelpOptions = true,
    subcommands = ConfigCheckCommand.class)
public final class ConfigCommand {}
