package io.mailbuoy.benchmarks.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every scenario of the corpus, with one seed. `benchmarks/attribution` plays them with many.
class CorpusTest {
  private static final int SEED = 1;

  /// Those that are judged wrongly with this seed, so that whoever mends one takes it out of here:
  /// a mailbox whose own test is sure before the others' fail is called misconfigured at first, and
  /// a chance failure just before the fault is taken for its beginning. The benchmark does not know
  /// this list, and fails for them.
  private static final Set<String> NOT_YET =
      Set.of(
          "refused/3",
          "refused-now-and-then/2",
          "refused-a-little",
          "nothing-is-reached-from-one-place/2",
          "change-long-before",
          "policies-of-several-tenants");

  @TestFactory
  Stream<DynamicTest> every_scenario_is_judged_as_it_is_listed() {
    return Corpus.read().stream()
        .map(scenario ->
            DynamicTest.dynamicTest(scenario.name() + ", seed " + SEED, () -> check(scenario)));
  }

  private static void check(Scenario scenario) throws IOException {
    List<String> wrong =
        Judge.judge(scenario, Player.play(new World(scenario, SEED).events())).wrong();
    if (NOT_YET.contains(scenario.name())) {
      assertThat(wrong).as("it is right now; take it out of NOT_YET").isNotEmpty();
    } else {
      assertThat(wrong).as(scenario.story()).isEmpty();
    }
  }
}
