package io.mailbuoy.notifier.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.Secret;
import org.junit.jupiter.api.Test;

final class RedactorTest {
  private static final String URL =
      "https://prod-11.westeurope.logic.azure.example:443/workflows/0a1b2c3d4e5f/triggers/manual"
          + "/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sig=Zm9v-BaRbaz_12";

  private final Redactor redactor = Redactor.of(new Secret(URL), new Secret("R0KEY"));

  @Test
  void anAddressIsBlottedOutWholeAndInParts() {
    assertThat(redactor.clean("no flow at " + URL + " today")).isEqualTo("no flow at *** today");
    assertThat(redactor.clean("sig Zm9v-BaRbaz_12 is wrong")).isEqualTo("sig *** is wrong");
    assertThat(redactor.clean("workflow 0a1b2c3d4e5f")).doesNotContain("0a1b2c3d4e5f");
    assertThat(redactor.clean("host prod-11.westeurope.logic.azure.example")).isEqualTo("host ***");
    assertThat(redactor.clean("sp=/triggers/manual/run")).doesNotContain("/triggers/manual/run");
  }

  @Test
  void aShortKeyIsBlottedOutToo() {
    assertThat(redactor.clean("key R0KEY is unknown")).isEqualTo("key *** is unknown");
  }

  @Test
  void anyOtherAddressIsLeftOutAsWell() {
    assertThat(redactor.clean("moved to https://elsewhere.example/x?sig=1"))
        .isEqualTo("moved to ***");
  }

  @Test
  void whatOthersWriteBecomesOneShortLine() {
    assertThat(redactor.clean("a\r\n\tb\u0000c")).isEqualTo("a b c");
    assertThat(redactor.clean("x".repeat(1_000))).hasSize(300).endsWith("…");
  }
}
