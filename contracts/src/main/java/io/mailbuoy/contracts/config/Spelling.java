package io.mailbuoy.contracts.config;

/// Finds out whether a word is another one with a slip of the finger.
final class Spelling {
  private static final int SLIPS = 2;

  private Spelling() {}

  /// Whether the two differ by at most two inserted, removed or changed letters (Levenshtein).
  static boolean near(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[right.length()] <= SLIPS;
  }
}
