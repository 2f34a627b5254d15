package io.mailbuoy.probe.statuspage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An item of a feed, as it stands there. Its GUID is left out: status pages give a new one to
/// every update, so it says nothing.
///
/// @param description may hold markup
/// @param at when it was published or changed, as the feed has it
record FeedItem(
    String title,
    String description,
    String link,
    List<String> categories,
    Optional<String> status,
    Optional<Instant> at) {
  FeedItem {
    categories = List.copyOf(categories);
  }
}
