package io.mailbuoy.classifier.core.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A full page of a target's [History]. It is made when the page is full and is saved before the
/// next result comes; nobody keeps it.
final class HistoryPage extends Part {
  static final String PREFIX = "page/";

  private final Sight sight;
  private final long number;

  /// @param number of all the pages that the target ever had
  HistoryPage(Sight sight, long number) {
    this.sight = sight;
    this.number = number;
  }

  /// A page takes the place of the one that nobody remembers any more.
  @Override
  public String name() {
    return nameOf(sight, (int) (number % History.PAGES));
  }

  private static String nameOf(Sight sight, int place) {
    return PREFIX + place + "/" + sight.name();
  }

  /// The names of all pages that a target may have.
  static List<String> namesOf(Sight sight) {
    List<String> names = new ArrayList<>(History.PAGES);
    for (int place = 0; place < History.PAGES; place++) {
      names.add(nameOf(sight, place));
    }
    return names;
  }

  /// The name of the target to which a page belongs.
  static String sightOf(String name) {
    return name.substring(name.indexOf('/', PREFIX.length()) + 1);
  }

  @Override
  public byte[] save() {
    return written(out -> {
      out.writeLong(number);
      sight.history().writePage(number, out);
    });
  }

  /// The number of a page in its saved form.
  static long numberOf(byte[] saved) {
    return ByteBuffer.wrap(saved).getLong();
  }

  /// Takes a target's full pages back, the newest first, as far as they follow each other: a crash
  /// may have come between a page and its target, and then the target knows nothing of that page,
  /// which has taken the place of the oldest one.
  ///
  /// @param saved by their numbers
  static void restore(Sight sight, Map<Long, byte[]> saved) {
    History history = sight.history();
    for (long next = history.filledPages() - 1; next >= 0 && !history.complete(); next--) {
      byte[] page = saved.get(next);
      if (page == null) {
        return;
      }
      long number = next;
      read(
          page,
          in -> {
            in.readLong();
            history.readPage(number, in);
            return history;
          });
    }
  }
}
