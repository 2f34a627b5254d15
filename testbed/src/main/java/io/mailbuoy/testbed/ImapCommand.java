package io.mailbuoy.testbed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client's command: tag, upper-case name, and its arguments without quotes.
record ImapCommand(String tag, String name, List<String> arguments) {
  private static final Pattern LITERAL = Pattern.compile("\\{(\\d{1,6})(\\+?)}$");

  ImapCommand {
    arguments = List.copyOf(arguments);
  }

  /// Reads the rest of a command whose first line is there; literals may follow on the wire.
  static ImapCommand read(String line, LineSocket wire) throws IOException {
    List<String> words = new ArrayList<>();
    String rest = line;
    for (Matcher literal = LITERAL.matcher(rest); literal.find(); literal = LITERAL.matcher(rest)) {
      addWords(rest.substring(0, literal.start()), words);
      if (literal.group(2).isEmpty()) {
        wire.send("+ Ready for additional command text.");
      }
      words.add(wire.readExactly(Integer.parseInt(literal.group(1))));
      String next = wire.readLine();
      rest = next == null ? "" : next;
    }
    addWords(rest, words);
    String tag = words.isEmpty() ? "*" : words.get(0);
    String name = words.size() < 2 ? "" : words.get(1).toUpperCase(Locale.ROOT);
    return new ImapCommand(
        tag, name, words.size() < 3 ? List.of() : words.subList(2, words.size()));
  }

  /// The argument at an index, or an empty text.
  String argument(int index) {
    return index < arguments.size() ? arguments.get(index) : "";
  }

  String withoutCredentials() {
    return switch (name) {
      case "LOGIN" -> tag + " LOGIN " + argument(0) + " ****";
      case "AUTHENTICATE" ->
          tag + " AUTHENTICATE " + argument(0) + (arguments.size() > 1 ? " ****" : "");
      default -> (tag + " " + name + " " + String.join(" ", arguments)).strip();
    };
  }

  private static void addWords(String text, List<String> words) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ') {
        at++;
      } else if (c == '"') {
        at = addQuoted(text, at + 1, words);
      } else {
        int end = text.indexOf(' ', at);
        end = end < 0 ? text.length() : end;
        words.add(text.substring(at, end));
        at = end;
      }
    }
  }

  private static int addQuoted(String text, int start, List<String> words) {
    StringBuilder word = new StringBuilder();
    int at = start;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      word.append(text.charAt(at));
      at++;
    }
    words.add(word.toString());
    return at + 1;
  }
}
