package io.mailbuoy.contracts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the `///` comments of a source file say, so that schemas and documents repeat it word for
/// word.
public final class SourceComments {
  private static final Pattern TYPE =
      Pattern.compile(
          "\\s*(?:public |static |sealed |private )*(?:record|interface|class|enum) (\\w+).*");
  private static final Pattern METHOD = Pattern.compile("\\s*[\\w.<>, @()]+ (\\w+)\\(\\);");
  private static final Pattern PARAM = Pattern.compile("@param (\\w+) (.*)");

  /// `Type`, `Type.param` or `Type.method` to text.
  private final Map<String, String> texts = new HashMap<>();

  private SourceComments() {}

  /// @param paths below the contracts' sources, for example `event/Alert.java`
  public static SourceComments of(String... paths) {
    SourceComments comments = new SourceComments();
    for (String path : paths) {
      comments.read(
          Repository.read("contracts/src/main/java/io/mailbuoy/contracts/" + path)
              .lines()
              .toList());
    }
    return comments;
  }

  /// The text of `Type`, `Type.param` or `Type.method`; empty where there is none.
  public String text(String place) {
    return texts.getOrDefault(place, "");
  }

  private void read(List<String> lines) {
    List<String> comment = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      String stripped = line.strip();
      Matcher declared = TYPE.matcher(line);
      Matcher method = METHOD.matcher(line);
      if (stripped.startsWith("///")) {
        comment.add(stripped.substring(3).strip());
      } else if (declared.matches()) {
        type = declared.group(1);
        put(type, comment);
        comment.clear();
      } else if (method.matches()) {
        put(type + "." + method.group(1), comment);
        comment.clear();
      } else if (!stripped.startsWith("@")) {
        comment.clear();
      }
    }
  }

  private void put(String place, List<String> comment) {
    StringBuilder text = new StringBuilder();
    String at = place;
    for (String line : comment) {
      Matcher param = PARAM.matcher(line);
      if (param.matches()) {
        texts.put(at, text.toString().strip());
        at = place + "." + param.group(1);
        text = new StringBuilder(param.group(2));
      } else if (line.startsWith("@")) {
        break;
      } else {
        text.append(' ').append(line);
      }
    }
    texts.put(at, text.toString().strip());
  }
}
