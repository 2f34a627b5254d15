package io.mailbuoy.probe.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {
  private static final String FILE = "/mailbuoy/probe-service/fra1";

  private final Notes notes = new Notes();
  private final Roster roster = new Roster(notes);

  /// Notes what is probed, and how it came to that.
  private static final class Notes implements Roster.Probing {
    private final List<String> calls = new ArrayList<>();
    private final Map<String, Target> probed = new HashMap<>();

    @Override
    public void begin(Target target) {
      calls.add("begin " + target.id());
      probed.put(target.id(), target);
    }

    @Override
    public void end(String id) {
      calls.add("end " + id);
      probed.remove(id);
    }
  }

  static Target target(String id, String host) {
    return new Target(
        id,
        null,
        "own-mail",
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        "imaps://" + host,
        null,
        "none",
        60_000,
        30_000);
  }

  @Test
  void nothing_is_probed_before_the_topic_was_read_to_its_end() {
    roster.own(Set.of(0));
    roster.put(target("a", "old.example"), 0, 1, FILE);
    roster.put(target("a", "new.example"), 0, 2, FILE);
    roster.put(target("b", "b.example"), 0, 3, FILE);
    roster.remove("b", 0, 4);
    assertThat(notes.calls).isEmpty();
    roster.complete();
    assertThat(notes.calls).containsExactly("begin a");
    assertThat(notes.probed.get("a")).isEqualTo(target("a", "new.example"));
  }

  @Test
  void only_what_stands_in_our_partitions_is_probed_and_it_changes_with_them() {
    roster.complete();
    roster.put(target("a", "a.example"), 0, 1, FILE);
    roster.put(target("b", "b.example"), 1, 1, FILE);
    assertThat(notes.probed).isEmpty();
    roster.own(Set.of(0));
    assertThat(notes.probed).containsOnlyKeys("a");
    roster.own(Set.of(0, 1));
    assertThat(notes.probed).containsOnlyKeys("a", "b");
    roster.own(Set.of(1));
    assertThat(notes.probed).containsOnlyKeys("b");
    assertThat(notes.calls).containsExactly("begin a", "begin b", "end a");
    assertThat(roster.size()).isEqualTo(1);
    assertThat(roster.in(Set.of(0))).containsExactly("a");
  }

  @Test
  void a_target_that_is_changed_begins_anew_and_one_that_is_written_again_does_not() {
    roster.complete();
    roster.own(Set.of(0));
    roster.put(target("a", "a.example"), 0, 1, FILE);
    roster.put(target("a", "a.example"), 0, 2, FILE);
    assertThat(notes.calls).containsExactly("begin a");
    roster.put(target("a", "b.example"), 0, 3, FILE);
    assertThat(notes.calls).containsExactly("begin a", "begin a");
    roster.remove("a", 0, 4);
    assertThat(notes.probed).isEmpty();
  }

  @Test
  void of_a_target_in_two_partitions_the_newer_record_counts() {
    roster.complete();
    roster.own(Set.of(0, 1));
    roster.put(target("a", "new.example"), 1, 5, FILE);
    roster.put(target("a", "old.example"), 0, 4, FILE);
    roster.remove("a", 0, 4);
    assertThat(notes.probed).containsEntry("a", target("a", "new.example"));
  }

  @Test
  void what_the_configuration_needs_is_compared_with_what_stands_there() {
    roster.complete();
    roster.put(target("same", "same.example"), 0, 1, FILE);
    roster.put(target("changed", "old.example"), 0, 1, FILE);
    roster.put(target("gone", "gone.example"), 1, 1, FILE);
    roster.put(target("of-somebody-else", "other.example"), 1, 1, "/deployment/pipeline");
    Roster.Difference difference =
        roster.difference(
            List.of(
                target("same", "same.example"),
                target("changed", "new.example"),
                target("fresh", "fresh.example")),
            FILE);
    assertThat(difference.missing())
        .containsExactly(target("changed", "new.example"), target("fresh", "fresh.example"));
    assertThat(difference.obsolete()).containsExactly("gone");
  }

  @Test
  void what_needs_other_secrets_begins_anew_where_it_is_probed() {
    roster.complete();
    roster.own(Set.of(0));
    roster.put(target("a", "a.example"), 0, 1, FILE);
    roster.put(target("b", "b.example"), 1, 1, FILE);
    roster.renew(List.of("a", "b", "unknown"));
    assertThat(notes.calls).containsExactly("begin a", "begin a");
  }

  /// Whatever is written, and however partitions wander: three replicas that share all partitions
  /// probe each target once, and none that was removed.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void replicas_that_share_the_partitions_probe_each_target_once(long seed) {
    Random random = new Random(seed);
    List<Notes> seen = List.of(new Notes(), new Notes(), new Notes());
    List<Roster> replicas = seen.stream().map(Roster::new).toList();
    replicas.forEach(Roster::complete);
    Map<String, Target> truth = new HashMap<>();
    for (int step = 0; step < 400; step++) {
      String id = "t" + random.nextInt(30);
      int partition = Math.floorMod(id.hashCode(), 4);
      long at = step;
      switch (random.nextInt(4)) {
        case 0 -> {
          truth.remove(id);
          replicas.forEach(replica -> replica.remove(id, partition, at));
        }
        case 1 -> {
          List<Set<Integer>> shares = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
          for (int each = 0; each < 4; each++) {
            shares.get(random.nextInt(3)).add(each);
          }
          for (int each = 0; each < 3; each++) {
            replicas.get(each).own(shares.get(each));
          }
        }
        default -> {
          Target target = target(id, "host" + random.nextInt(3) + ".example");
          truth.put(id, target);
          replicas.forEach(replica -> replica.put(target, partition, at, FILE));
        }
      }
    }
    for (int each = 0; each < 3; each++) {
      replicas.get(each).own(each == 0 ? Set.of(0, 3) : Set.of(each));
    }
    List<Target> probed = seen.stream().flatMap(notes -> notes.probed.values().stream()).toList();
    assertThat(probed).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(truth.values());
  }
}
