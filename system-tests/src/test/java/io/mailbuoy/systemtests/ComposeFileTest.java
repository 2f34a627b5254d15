package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.supervisor.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the compose file and the images say, against the code that they repeat.
class ComposeFileTest {
  private static final Pattern TOPIC = Pattern.compile("(?m)^(mailbuoy\\.[a-z-]+) (compact|\\d+)$");

  private static final ComposeFile FILE = ComposeFile.read();

  @Test
  void every_topic_is_made_with_its_settings() {
    String script = FILE.service("topics").command().getFirst();
    Map<String, String> made = new TreeMap<>();
    Matcher matcher = TOPIC.matcher(script);
    while (matcher.find()) {
      made.put(matcher.group(1), matcher.group(2));
    }
    Map<String, String> wanted = new TreeMap<>();
    Topics.all()
        .forEach(topic ->
            wanted.put(
                topic.name(),
                topic.compacted()
                    ? "compact"
                    : Long.toString(
                        Duration.ofMillis(Long.parseLong(topic.settings().get("retention.ms")))
                            .toDays())));
    assertThat(made).isEqualTo(wanted);
    assertThat(script)
        .contains("--partitions " + EmbeddedBroker.PARTITIONS + " ")
        .contains(
            "$name.dead-letters\" "
                + Duration.ofMillis(Long.parseLong(Topic.deadLetterSettings().get("retention.ms")))
                    .toDays());
  }

  @Test
  void no_container_can_do_more_than_it_must() {
    FILE.services()
        .values()
        .forEach(service ->
            assertThat(service)
                .as(service.name())
                .returns(true, ComposeFile.Service::readOnly)
                .returns(List.of("ALL"), ComposeFile.Service::capDrop)
                .returns(List.of("no-new-privileges:true"), ComposeFile.Service::securityOpt)
                .matches(each -> each.memory() > 0, "has a limit of memory")
                .matches(each -> each.nanoCpus() > 0, "has a limit of processors")
                .matches(each -> each.tmpfs().containsKey("/tmp"), "has a /tmp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"probe-service", "classifier-service", "notifier-service"})
  void a_service_starts_when_its_broker_is_healthy_and_its_topics_are_there(String service) {
    assertThat(FILE.service(service).dependsOn())
        .isEqualTo(Map.of("kafka", "service_healthy", "topics", "service_completed_successfully"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"probe-service", "classifier-service", "notifier-service"})
  void an_image_runs_its_service_with_the_options_of_mailbuoy_up(String service)
      throws IOException {
    Path folder = MailbuoyProcess.root().resolve(service);
    List<String> up =
        ServiceSpec.ofJar(service, folder.resolve("target/quarkus-app/quarkus-run.jar"))
            .jvmOptions()
            .stream()
            .filter(option -> !option.startsWith("--add-opens")) // java -jar reads the manifest
            .toList();
    assertThat(Files.readAllLines(folder.resolve("jvm.options"))).containsAll(up);
  }
}
