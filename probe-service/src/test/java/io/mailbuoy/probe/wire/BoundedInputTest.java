package io.mailbuoy.probe.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedInputTest {
  @ParameterizedTest
  @ValueSource(strings = {"{1048577}", "{2000000000}", "{99999999999999999999}", "{{7777777}"})
  void an_announcement_of_too_much_ends_the_conversation(String literal) {
    assertThatThrownBy(() -> read("* 1 FETCH (BODY[] " + literal + "\r\n"))
        .isInstanceOf(BoundedInput.TooMuchException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{12}", "{1048576}", "{}", "{abc}", "{2000000000", "2000000000}"})
  void anything_else_passes(String text) throws IOException {
    assertThat(read(text)).isEqualTo(text);
  }

  @Test
  void so_does_everything_up_to_the_limit_and_nothing_beyond() throws IOException {
    String most = "a".repeat(BoundedInput.MOST_BYTES);
    assertThat(read(most)).hasSize(BoundedInput.MOST_BYTES);
    assertThatThrownBy(() -> read(most + "a")).isInstanceOf(BoundedInput.TooMuchException.class);
  }

  private static String read(String text) throws IOException {
    try (BoundedInput in =
        new BoundedInput(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
