package io.mailbuoy.contracts.docs;

import io.mailbuoy.contracts.Repository;

/// A document whose tables are made from the code, between two marks. What stands around them is
/// written by hand.
public final class Document {
  private final String path;

  public Document(String path) {
    this.path = path;
  }

  /// What stands between the marks of a table.
  public String table(String name) {
    String text = Repository.read(path);
    return text.substring(start(text, name), end(text, name));
  }

  /// Writes a table between its marks, where the system property `docs.write` asks for it.
  public void rewriteWhereAsked(String name, String table) {
    if (Boolean.getBoolean("docs.write")) {
      String text = Repository.read(path);
      Repository.write(
          path, text.substring(0, start(text, name)) + table + text.substring(end(text, name)));
    }
  }

  /// For the message of a failing test.
  public String remedy(String test) {
    return path
        + " does not say what the code does; rewrite its tables with: ./mvnw -pl contracts test"
        + " -Dtest="
        + test
        + " -Ddocs.write=true";
  }

  private int start(String text, String name) {
    String mark = "<!-- generated: " + name + " -->\n";
    int at = text.indexOf(mark);
    if (at < 0) {
      throw new IllegalStateException(path + " has no mark " + mark);
    }
    return at + mark.length();
  }

  private int end(String text, String name) {
    int at = text.indexOf("<!-- end -->", start(text, name));
    if (at < 0) {
      throw new IllegalStateException(path + " has no end of " + name);
    }
    return at;
  }
}
