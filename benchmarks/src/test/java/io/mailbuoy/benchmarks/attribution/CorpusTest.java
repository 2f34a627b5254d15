package io.mailbuoy.benchmarks.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every scenario of the corpus, with one seed. `benchmarks/attribution` plays them with many.
class CorpusTest {
  private static final int SEED = 1;

  @TestFactory
  Stream<DynamicTest> every_scenario_is_judged_as_it_is_listed() {
    return Corpus.read().stream()
        .map(scenario ->
            DynamicTest.dynamicTest(scenario.name() + ", seed " + SEED, () -> check(scenario)));
  }

  private static void check(Scenario scenario) throws IOException {
    assertThat(Judge.judge(scenario, Player.play(new World(scenario, SEED).events())).wrong())
        .as(scenario.story())
        .isEmpty();
  }
}
