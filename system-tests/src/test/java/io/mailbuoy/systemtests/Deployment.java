package io.mailbuoy.systemtests;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/// The containers of `docker-compose.yml`, each with the limits and the rights that stand there.
final class Deployment implements AutoCloseable {
  static final List<String> SERVICES =
      List.of("probe-service", "classifier-service", "notifier-service");

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ComposeFile file = ComposeFile.read();
  private final Network network = Network.newNetwork();
  private final Map<String, GenericContainer<?>> containers = new LinkedHashMap<>();

  /// @param config for `mailbuoy.yaml`
  /// @param secrets for the folder `secrets`
  static Deployment start(Path config, Path secrets) {
    Deployment deployment = new Deployment();
    try {
      deployment.add("kafka").waitingFor(Wait.forHealthcheck()).start();
      deployment
          .add("topics")
          .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(PATIENCE))
          .start();
      for (String service : SERVICES) {
        deployment
            .add(service)
            .waitingFor(Wait.forHealthcheck())
            .withExtraHost(HostPorts.HOST, "host-gateway")
            .withCreateContainerCmdModifier(command ->
                host(command)
                    .withBinds(
                        readOnly(config, "/etc/mailbuoy/mailbuoy.yaml"),
                        readOnly(secrets, "/run/secrets")));
      }
      Startables.deepStart(SERVICES.stream().map(deployment::container)).join();
      return deployment;
    } catch (RuntimeException e) {
      String said = deployment.logs();
      deployment.close();
      throw new IllegalStateException("the containers do not start:\n" + said, e);
    }
  }

  private GenericContainer<?> add(String name) {
    ComposeFile.Service service = file.service(name);
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(service.image()))
            .withImagePullPolicy(image -> false)
            .withNetwork(network)
            .withNetworkAliases(name)
            .withEnv(service.environment())
            .withTmpFs(service.tmpfs())
            .withStartupTimeout(PATIENCE)
            .withCreateContainerCmdModifier(command -> apply(service, command));
    containers.put(name, container);
    return container;
  }

  private static void apply(ComposeFile.Service service, CreateContainerCmd command) {
    if (!service.entrypoint().isEmpty()) {
      command.withEntrypoint(service.entrypoint());
    }
    if (!service.command().isEmpty()) {
      command.withCmd(service.command());
    }
    if (!service.healthcheck().isEmpty()) {
      command.withHealthcheck(
          new HealthCheck()
              .withTest(service.healthcheck())
              .withInterval(Duration.ofSeconds(1).toNanos()));
    }
    var _ =
        host(command)
            .withReadonlyRootfs(service.readOnly())
            .withCapDrop(
                service.capDrop().stream().map(Capability::valueOf).toArray(Capability[]::new))
            .withSecurityOpts(service.securityOpt())
            .withMemory(service.memory())
            .withNanoCPUs(service.nanoCpus());
  }

  private static HostConfig host(CreateContainerCmd command) {
    return Objects.requireNonNull(command.getHostConfig());
  }

  private static Bind readOnly(Path path, String target) {
    return new Bind(path.toString(), new Volume(target), AccessMode.ro);
  }

  GenericContainer<?> container(String name) {
    return Objects.requireNonNull(containers.get(name), name);
  }

  /// Ends a container as a crash does, and starts it again with what it had on its volumes.
  void kill(String name) {
    var docker = DockerClientFactory.lazyClient();
    String id = container(name).getContainerId();
    docker.killContainerCmd(id).exec();
    Awaitility.await(name + " has ended")
        .atMost(PATIENCE)
        .until(() ->
            !Boolean.TRUE.equals(docker.inspectContainerCmd(id).exec().getState().getRunning()));
    docker.startContainerCmd(id).exec();
  }

  boolean healthy(String name) {
    return container(name).isHealthy();
  }

  String logs() {
    StringBuilder text = new StringBuilder();
    containers.forEach((name, container) -> {
      if (container.getContainerId() != null) {
        text.append("--- ").append(name).append('\n').append(container.getLogs());
      }
    });
    return text.toString();
  }

  @Override
  public void close() {
    containers.values().forEach(GenericContainer::stop);
    network.close();
  }
}
