package io.mailbuoy.benchmarks.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One reading of a service's metrics, in Prometheus' text form.
///
/// @param samples name with labels to value
public record Metrics(Map<String, Double> samples) {
  private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][^ {]*(?:\\{.*})?) (\\S+)$");
  private static final Pattern BOUND = Pattern.compile("le=\"([^\"]+)\"");

  public static Metrics parse(String text) {
    Map<String, Double> samples = new TreeMap<>();
    text.lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> samples.put(line.group(1), number(line.group(2))));
    return new Metrics(samples);
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /// The sum of all samples of a name whose labels contain a text.
  public double sum(String name, String labels) {
    return samples.entrySet().stream()
        .filter(each -> named(each.getKey(), name) && each.getKey().contains(labels))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /// The sum of all samples of a name.
  public double sum(String name) {
    return sum(name, "");
  }

  private static boolean named(String sample, String name) {
    return sample.equals(name) || sample.startsWith(name + "{");
  }

  /// What was counted since an earlier reading.
  public Metrics since(Metrics earlier) {
    Map<String, Double> rest = new TreeMap<>(samples);
    rest.replaceAll((sample, value) -> value - earlier.samples.getOrDefault(sample, 0.0));
    return new Metrics(rest);
  }

  private record Bucket(double bound, double count) {}

  /// The upper bound of the bucket of a histogram that holds a quantile: the true value is not
  /// larger.
  public double quantile(String histogram, double quantile) {
    List<Bucket> buckets = new ArrayList<>();
    samples.forEach((sample, value) -> {
      Matcher bound = BOUND.matcher(sample);
      if (named(sample, histogram + "_bucket") && bound.find()) {
        buckets.add(new Bucket(number(bound.group(1)), value));
      }
    });
    buckets.sort(Comparator.comparingDouble(Bucket::bound));
    if (buckets.isEmpty() || buckets.getLast().count() == 0) {
      throw new IllegalStateException("the histogram " + histogram + " holds nothing");
    }
    double wanted = quantile * buckets.getLast().count();
    return buckets.stream()
        .filter(each -> each.count() >= wanted)
        .mapToDouble(Bucket::bound)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
