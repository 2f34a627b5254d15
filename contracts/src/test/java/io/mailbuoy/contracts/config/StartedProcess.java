package io.mailbuoy.contracts.config;

import io.smallrye.config.SmallRyeConfigBuilder;

/// What a service does at its start, without the service: the check, and then the framework's own
/// way to the typed form. [StartCheckTest] runs it as a process of its own.
final class StartedProcess {
  private StartedProcess() {}

  public static void main(String[] arguments) {
    if (!StartCheck.passes(System.err)) {
      System.exit(StartCheck.EXIT_CODE);
    }
    MailbuoyConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultSources()
            .addDiscoveredSources()
            .addDefaultInterceptors()
            .withMapping(MailbuoyConfig.class)
            .build()
            .getConfigMapping(MailbuoyConfig.class);
    System.out.println("location " + config.location());
    config.targets().forEach(target -> System.out.println(target.id() + " " + target.interval()));
    config
        .channels()
        .forEach((name, channel) ->
            System.out.println(name + " " + channel.url().map(Secret::reveal).orElse("none")));
  }
}
