package io.mailbuoy.standalone;

import io.mailbuoy.standalone.bench.BenchCommand;
import io.mailbuoy.standalone.check.CheckCommand;
import io.mailbuoy.standalone.config.ConfigCommand;
import io.mailbuoy.standalone.demo.DemoCommand;
import io.mailbuoy.standalone.replay.ReplayCommand;
import io.mailbuoy.standalone.up.RehearseCommand;
import io.mailbuoy.standalone.up.UpCommand;
import picocli.CommandLine.Command;

/// The root of all commands.
@Command(
    name = "mailbuoy",
    description = {
      "Watches mailboxes over IMAP, works out what is broken and whose fault it is,",
      "and tells the right people over a channel that still works."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nStart with:%n",
    footer = {
      "  ./mailbuoy demo                  a six-day outage in a minute, nothing needed",
      "  ./mailbuoy config check          is mailbuoy.yaml right?",
      "  ./mailbuoy check support-inbox   one probe now, phase by phase",
      "  ./mailbuoy up                    watch, until Ctrl-C",
      "",
      "'./mailbuoy COMMAND --help' shows more. './mailbuoy test' runs all tests."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      CheckCommand.class,
      ReplayCommand.class,
      BenchCommand.class,
      ConfigCommand.class,
      RehearseCommand.class
    })
final class MailbuoyCommand {}
