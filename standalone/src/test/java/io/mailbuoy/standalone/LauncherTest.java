package io.mailbuoy.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `./mailbuoy` in a copy of the repository that consists of file names alone, with JDKs
/// and a Maven that only say how they were called.
class LauncherTest {
  private static final String[] SERVICES = {
    "probe-service", "classifier-service", "notifier-service"
  };
  private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void layOut() throws IOException {
    Assumptions.assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "needs bash");
    root = Files.createDirectories(folder.toRealPath().resolve("checkout"));
    Path script = root.resolve("mailbuoy");
    Files.copy(Path.of(System.getProperty("mailbuoy.root"), "mailbuoy"), script);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    source("pom.xml");
    for (String module :
        new String[] {
          "contracts", SERVICES[0], SERVICES[1], SERVICES[2], "testbed", "standalone"
        }) {
      source(module + "/pom.xml");
      source(module + "/src/main/java/Some.java");
    }
    executable(
        root.resolve("mvnw"),
        """
        echo "mvnw $* with $JAVA_HOME in $PWD" >>"$(dirname "$0")/maven.calls"
        for service in probe-service classifier-service notifier-service; do
          mkdir -p "$service/target/quarkus-app" && touch "$service/target/quarkus-app/quarkus-run.jar"
        done
        mkdir -p standalone/target && touch standalone/target/standalone.jar
        """);
  }

  @Test
  void java_home_comes_first_if_it_is_new_enough() throws Exception {
    Path home = jdk("home", "25.0.3");
    Path other = jdk("installed/other", "25.0.1");

    assertThat(run(Map.of("JAVA_HOME", home.toString()), "up").out()).contains("java of " + home);
    Path tooOld = jdk("old", "17.0.15");
    assertThat(run(Map.of("JAVA_HOME", tooOld.toString()), "up").out())
        .contains("java of " + other);
  }

  @Test
  void then_the_path_then_the_usual_folders() throws Exception {
    jdk("installed/a-jdk-21", "21.0.2");
    Path installed = jdk("installed/b-jdk-26", "26-ea");
    assertThat(run(Map.of(), "up").out()).contains("java of " + installed);

    Path onPath = jdk("on-path", "25");
    Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("bin/java"), onPath.resolve("bin/java"));
    String path = folder.resolve("bin") + ":" + System.getenv("PATH");
    assertThat(run(Map.of("PATH", path), "up").out()).contains("java of " + onPath);
  }

  @Test
  void a_runtime_without_compiler_does_not_suit() throws Exception {
    Path runtime = jdk("installed/runtime", "25.0.1");
    Files.delete(runtime.resolve("bin/javac"));

    Result result = run(Map.of(), "up");

    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void without_a_jdk_one_sentence_says_what_to_install() throws Exception {
    jdk("installed/old", "1.8.0_402");

    Result result = run(Map.of(), "up");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).contains("JDK 25").contains("install").contains("JAVA_HOME");
  }

  @Test
  void it_builds_once_and_again_when_a_source_is_newer_or_gone() throws Exception {
    Map<String, String> java = Map.of("JAVA_HOME", jdk("home", "25").toString());

    assertThat(run(java, "up").err()).contains("first run");
    assertThat(mavenCalls()).isEqualTo(1);
    assertThat(run(java, "up").err()).isEmpty();
    assertThat(mavenCalls()).isEqualTo(1);

    Path source = root.resolve("contracts/src/main/java/Some.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run(java, "up").err()).contains("have changed");
    assertThat(mavenCalls()).isEqualTo(2);
    Files.setLastModifiedTime(source, FileTime.from(OLD));
    assertThat(run(java, "up").err()).isEmpty();

    Files.delete(root.resolve("notifier-service/target/quarkus-app/quarkus-run.jar"));
    assertThat(run(java, "up").err()).isNotEmpty();
    assertThat(mavenCalls()).isEqualTo(3);
  }

  @Test
  void the_jvm_learns_once_after_each_build() throws Exception {
    Map<String, String> java = Map.of("JAVA_HOME", jdk("home", "25").toString());

    assertThat(run(java, "up").out()).contains("<up>").doesNotContain("<rehearse>");
    run(java, "demo");
    Files.delete(root.resolve("standalone/target/standalone.jar"));
    run(java, "demo");

    assertThat(Files.readAllLines(root.resolve("java.calls")))
        .containsExactly("rehearse", "up", "demo", "rehearse", "demo");
  }

  @Test
  void two_that_start_together_build_once() throws Exception {
    Map<String, String> java = Map.of("JAVA_HOME", jdk("home", "25").toString());
    Process first = start(folder, java, "up");
    Process second = start(folder, java, "up");

    assertThat(finish(first).exitCode()).isZero();
    assertThat(finish(second).exitCode()).isZero();
    assertThat(mavenCalls()).isEqualTo(1);
  }

  @Test
  void a_lock_whose_owner_is_gone_is_taken_over() throws Exception {
    Path lock = Files.createDirectories(root.resolve(".mailbuoy-build/lock"));
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.writeString(lock.resolve("owner"), Long.toString(gone.pid()));

    assertThat(run(Map.of("JAVA_HOME", jdk("home", "25").toString()), "up").exitCode()).isZero();
    assertThat(lock).doesNotExist();
  }

  @Test
  void a_failed_build_shows_its_log() throws Exception {
    executable(root.resolve("mvnw"), "echo the compiler says no; exit 1\n");

    Result result = run(Map.of("JAVA_HOME", jdk("home", "25").toString()), "up");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("the compiler says no").contains("build.log");
    assertThat(root.resolve(".mailbuoy-build/lock")).doesNotExist();
  }

  @Test
  void arguments_folder_and_exit_code_are_passed_through_a_link() throws Exception {
    Path home = jdk("home", "25");
    Path elsewhere = Files.createDirectories(folder.toRealPath().resolve("else where"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("mb"), root.resolve("mailbuoy"));
    ProcessBuilder builder =
        new ProcessBuilder(link.toString(), "check", "two words", "--json")
            .directory(elsewhere.toFile());
    builder.environment().put("JAVA_HOME", home.toString());
    builder.environment().put("FAKE_EXIT", "7");

    Result result = finish(builder.start());

    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.out())
        .contains("in " + elsewhere)
        .contains("-Dmailbuoy.home=" + root)
        .contains("<check><two words><--json>");
    // What kills a service by its module's name must not hit the whole.
    for (String service : SERVICES) {
      assertThat(result.out()).doesNotContain(service);
    }
  }

  @Test
  void test_runs_the_whole_build_with_that_jdk() throws Exception {
    Path home = jdk("home", "25");

    assertThat(run(Map.of("JAVA_HOME", home.toString()), "test", "-Dx").exitCode()).isZero();
    assertThat(Files.readString(root.resolve("maven.calls")))
        .contains("mvnw verify -Dx with " + home + " in " + root);
  }

  private void source(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    for (Path path = file; path != null && path.startsWith(root); path = path.getParent()) {
      Files.setLastModifiedTime(path, FileTime.from(OLD));
    }
  }

  /// A folder that looks like a JDK.
  private Path jdk(String name, String version) throws IOException {
    Path home = folder.toRealPath().resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"None\"\nJAVA_VERSION=\"" + version + "\"\n");
    executable(
        home.resolve("bin/java"),
        "for last; do :; done; echo \"$last\" >>"
            + root
            + "/java.calls\n"
            + "echo \"java of "
            + home
            + " in $PWD\"; printf '<%s>' \"$@\"; echo; exit ${FAKE_EXIT:-0}\n");
    executable(home.resolve("bin/javac"), "exit 1\n");
    return home;
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private long mavenCalls() throws IOException {
    return Files.readAllLines(root.resolve("maven.calls")).size();
  }

  private record Result(int exitCode, String out, String err) {}

  private Result run(Map<String, String> environment, String... args) throws Exception {
    return finish(start(folder, environment, args));
  }

  private Process start(Path in, Map<String, String> environment, String... args)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("mailbuoy").toString());
    for (String arg : args) {
      builder.command().add(arg);
    }
    builder.directory(in.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", withoutJava());
    builder.environment().put("MAILBUOY_JDK_FOLDERS", folder.toRealPath() + "/installed");
    builder.environment().putAll(environment);
    return builder.start();
  }

  /// The tools that the script needs, without this machine's Java.
  private String withoutJava() throws IOException {
    Path tools = folder.resolve("tools");
    if (!Files.exists(tools)) {
      Files.createDirectories(tools);
      for (String tool :
          new String[] {
            "bash",
            "env",
            "dirname",
            "readlink",
            "find",
            "head",
            "mkdir",
            "cat",
            "rm",
            "sleep",
            "touch",
            "sed",
            "tail"
          }) {
        for (String bin : new String[] {"/usr/bin", "/bin"}) {
          if (Files.exists(Path.of(bin, tool)) && !Files.exists(tools.resolve(tool))) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of(bin, tool));
          }
        }
      }
    }
    return tools.toString();
  }

  private static Result finish(Process process) throws Exception {
    if (!process.waitFor(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the script hangs");
    }
    return new Result(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), UTF_8),
        new String(process.getErrorStream().readAllBytes(), UTF_8));
  }
}
