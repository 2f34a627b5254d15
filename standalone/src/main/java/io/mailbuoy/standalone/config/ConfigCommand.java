package io.mailbuoy.standalone.config;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What concerns the configuration file.
@Command(
    name = "config",
    description = "Works on the configuration file; see 'config check'.",
    mixinStandardHelpOptions = true,
    subcommands = ConfigCheckCommand.class)
public final class ConfigCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Do what with it? 'config check' checks it.");
  }
}
