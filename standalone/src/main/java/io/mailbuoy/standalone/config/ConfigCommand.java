package io.mailbuoy.standalone.config;

import picocli.CommandLine.Command;

/// What concerns the configuration file.
@Command(
    name = "config",
    description = "Checks the configuration file, and shows whom its routes would tell.",
    mixinStandardHelpOptions = true,
    subcommands = {ConfigCheckCommand.class, ConfigRoutesCommand.class})
public final class ConfigCommand {}
