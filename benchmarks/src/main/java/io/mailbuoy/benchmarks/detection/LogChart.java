package io.mailbuoy.benchmarks.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Groups of bars on a logarithmic scale, as SVG.
final class LogChart {
  private static final String[] COLOURS = {
    "#0b6e4f", "#7fb069", "#5b8def", "#f2a65a", "#c8553d", "#8e6c8a", "#888888"
  };
  private static final int WIDTH = 860;
  private static final int LEFT = 60;
  private static final int TOP = 40;
  private static final int HEIGHT = 300;
  private static final int LEGEND_LINE = 18;
  private static final int BELOW = 40;

  private final String title;
  private final double lowest;
  private final double highest;
  private final List<String> series;
  private final List<Group> groups = new ArrayList<>();

  /// @param values one for each series; endless where there is none
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Group(String name, double[] values) {}

  /// @param lowest what the axis begins with, above 0
  /// @param highest what it ends with; longer bars are cut there
  LogChart(String title, double lowest, double highest, List<String> series) {
    if (lowest <= 0 || highest <= lowest) {
      throw new IllegalArgumentException("the axis must rise, and begin above 0");
    }
    this.title = title;
    this.lowest = lowest;
    this.highest = highest;
    this.series = List.copyOf(series);
  }

  void add(String name, double... values) {
    if (values.length != series.size()) {
      throw new IllegalArgumentException("a group needs a value for each series");
    }
    groups.add(new Group(name, values.clone()));
  }

  /// How high a value's bar is, in pixels.
  double height(double value) {
    double clamped = Math.clamp(value, lowest, highest);
    return HEIGHT * Math.log(clamped / lowest) / Math.log(highest / lowest);
  }

  String svg() {
    int total = TOP + HEIGHT + BELOW + LEGEND_LINE * series.size();
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH,
        total);
    line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, total);
    line(svg, "<text x=\"%d\" y=\"20\" font-size=\"14\">%s</text>", LEFT, escaped(title));
    axis(svg);
    double step = (WIDTH - LEFT - 10.0) / Math.max(1, groups.size());
    for (int i = 0; i < groups.size(); i++) {
      group(svg, groups.get(i), LEFT + i * step, step);
    }
    for (int i = 0; i < series.size(); i++) {
      int y = TOP + HEIGHT + BELOW + i * LEGEND_LINE;
      line(
          svg,
          "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>",
          LEFT,
          y - 10,
          colour(i));
      line(svg, "<text x=\"%d\" y=\"%d\">%s</text>", LEFT + 18, y, escaped(series.get(i)));
    }
    return svg.append("</svg>\n").toString();
  }

  private void axis(StringBuilder svg) {
    for (double at = lowest; at <= highest * 1.0001; at *= 10) {
      double y = TOP + HEIGHT - height(at);
      line(
          svg,
          "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
          LEFT,
          y,
          WIDTH - 10,
          y);
      line(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
          LEFT - 6,
          y + 4,
          at < 1 ? String.format(Locale.ROOT, "%.1f", at) : Long.toString(Math.round(at)));
    }
  }

  private void group(StringBuilder svg, Group group, double x, double step) {
    double bar = step * 0.8 / series.size();
    for (int i = 0; i < series.size(); i++) {
      double value = group.values()[i];
      double height = height(value);
      if (!Double.isNaN(value)) {
        line(
            svg,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"%s/>",
            x + step * 0.1 + i * bar,
            TOP + HEIGHT - height,
            bar - 1,
            height,
            colour(i),
            Double.isInfinite(value) ? " fill-opacity=\"0.35\"" : "");
      }
    }
    line(
        svg,
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        x + step / 2,
        TOP + HEIGHT + 18,
        escaped(group.name()));
  }

  private static String colour(int series) {
    return COLOURS[series % COLOURS.length];
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency for one line
  private static void line(StringBuilder svg, String form, Object... values) {
    svg.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
