package io.mailbuoy.benchmarks.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class LogChartTest {
  private static LogChart chart() {
    return new LogChart("Delay & more", 0.1, 1_000, List.of("ours", "3 <in> a row"));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void a_factor_of_ten_is_always_as_high() {
    LogChart chart = chart();
    assertThat(chart.height(0.1)).isZero();
    assertThat(chart.height(10) - chart.height(1))
        .isCloseTo(chart.height(100) - chart.height(10), within(1e-9));
    assertThat(chart.height(1e9)).isEqualTo(chart.height(1_000));
    assertThat(chart.height(Double.POSITIVE_INFINITY)).isEqualTo(chart.height(1_000));
  }

  @Test
  void it_is_well_formed_with_a_bar_for_each_value_and_none_for_what_is_missing() throws Exception {
    LogChart chart = chart();
    chart.add("20 at 30 %", 0.7, 3.1);
    chart.add("1 at 10 %", 48, Double.POSITIVE_INFINITY);
    chart.add("nothing", 5, Double.NaN);
    Document svg = parsed(chart.svg());

    int background = 1;
    int legend = 2;
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(background + legend + 5);
    Element first = (Element) svg.getElementsByTagName("rect").item(background);
    assertThat(Double.parseDouble(first.getAttribute("height")))
        .isCloseTo(chart.height(0.7), within(0.1));
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("Delay & more", "3 <in> a row", "20 at 30 %");
  }

  @Test
  void what_does_not_fit_is_refused() {
    assertThatThrownBy(() -> chart().add("one value", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LogChart("", 0, 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
