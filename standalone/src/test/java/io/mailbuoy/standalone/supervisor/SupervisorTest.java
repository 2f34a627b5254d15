package io.mailbuoy.standalone.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path logs;

  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();

  @Test
  void a_killed_service_is_started_again_at_once_and_each_time() throws Exception {
    try (Supervisor supervisor = start("serve", "one")) {
      assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(new Readiness.Ready());
      ProcessHandle first = process("one");

      long begin = System.nanoTime();
      first.destroyForcibly();
      ProcessHandle second = anotherThan(first, "one");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      second.destroyForcibly();
      anotherThan(second, "one");

      Awaitility.await().atMost(PATIENCE).until(() -> events(ServiceEvent.Ready.class).size() >= 2);
      assertThat(events(ServiceEvent.Died.class))
          .extracting(ServiceEvent.Died::exitCode, ServiceEvent.Died::pause)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(137, Duration.ZERO),
              org.assertj.core.groups.Tuple.tuple(137, Duration.ofMillis(200)));
    }
  }

  @Test
  void a_service_that_refuses_its_configuration_is_not_started_again() throws Exception {
    try (Supervisor supervisor = start("refuse", "one")) {
      assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(new Readiness.Refused("one"));
      assertThat(events)
          .containsExactly(
              new ServiceEvent.Refused(
                  "one", "error: mailbuoy.yaml:3: mailbuoy.targets: is wrong"));
    }
  }

  @Test
  void a_service_that_crashes_again_and_again_waits_longer_each_time() {
    try (Supervisor supervisor = start("crash", "one")) {
      assertThat(supervisor).isNotNull();
      Awaitility.await().atMost(PATIENCE).until(() -> events(ServiceEvent.Died.class).size() >= 3);
    }
    assertThat(events(ServiceEvent.Died.class).stream().map(ServiceEvent.Died::pause).limit(3))
        .containsExactly(Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(600));
  }

  @Test
  void one_that_never_gets_ready_is_named_with_its_log() throws Exception {
    try (Supervisor supervisor = start("never ready", "one")) {
      assertThat(supervisor.awaitReady(Duration.ofMillis(500)))
          .isEqualTo(new Readiness.Late("one", logs.resolve("one.log")));
    }
  }

  @Test
  void stopping_ends_all_of_them_and_the_stubborn_by_force() throws Exception {
    Supervisor supervisor = start("stubborn", "one", "two");
    assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(new Readiness.Ready());
    List<ProcessHandle> processes = List.of(process("one"), process("two"));

    long begin = System.nanoTime();
    supervisor.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(events(ServiceEvent.Died.class)).isEmpty();
  }

  @Test
  void output_is_kept_and_what_matters_is_said_once() throws Exception {
    try (Supervisor supervisor = start("serve", "one")) {
      assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(new Readiness.Ready());
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(Files.readString(logs.resolve("one.log")))
                  .contains("nothing to see")
                  .contains("something to see, 0")
                  .contains("something to see, 2"));
    }
    assertThat(events(ServiceEvent.Remark.class))
        .containsExactly(new ServiceEvent.Remark("one", "WARN", "something to see, 0"));
  }

  @Test
  void no_service_outlives_a_parent_that_is_killed() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SupervisingParent.class.getName(),
                logs.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = parent.inputReader()) {
      assertThat(output.readLine()).isEqualTo(SupervisingParent.READY);
      List<ProcessHandle> children = parent.descendants().toList();
      assertThat(children).hasSize(2);

      parent.destroyForcibly().waitFor();

      Awaitility.await("the end of the children")
          .atMost(Duration.ofSeconds(15))
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      parent.descendants().forEach(ProcessHandle::destroyForcibly);
      parent.destroyForcibly();
    }
  }

  private Supervisor start(String behaviour, String... names) {
    return Supervisor.start(
        java.util.Arrays.stream(names).map(SupervisorTest::child).toList(),
        logs,
        Map.of(Child.BEHAVIOUR, behaviour),
        events::add);
  }

  static ServiceSpec child(String name) {
    try {
      Path testClasses =
          Path.of(Child.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new ServiceSpec(
          name,
          List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Dchild=" + name),
          List.of(testClasses),
          Child.class.getName());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProcessHandle process(String name) {
    return Awaitility.await("a process of " + name)
        .atMost(PATIENCE)
        .until(() -> processes(name), found -> found.size() == 1)
        .getFirst();
  }

  private static ProcessHandle anotherThan(ProcessHandle gone, String name) {
    return Awaitility.await("a new process of " + name)
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(
            () -> processes(name).stream().filter(handle -> !handle.equals(gone)).toList(),
            found -> found.size() == 1)
        .getFirst();
  }

  private static List<ProcessHandle> processes(String name) {
    return ProcessHandle.current()
        .descendants()
        .filter(handle -> handle.info().commandLine().orElse("").contains("-Dchild=" + name))
        .toList();
  }

  private <T extends ServiceEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void a_full_log_begins_anew() throws IOException {
    try (ServiceLog log = ServiceLog.open(logs, "small", 20)) {
      log.write("the first line, which is long");
      log.write("the second line");
    }
    assertThat(Files.readString(logs.resolve("small.log.1"))).startsWith("the first line");
    assertThat(Files.readString(logs.resolve("small.log"))).startsWith("the second line");
  }
}
