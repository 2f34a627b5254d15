package io.mailbuoy.contracts.event;

/// A word of a closed vocabulary as it is written in an event, for example `auth-rejected`.
///
/// Every implementing enum has a constant named `UNKNOWN`, which stands for words that a newer
/// version has added and this one does not know.
public interface Code {
  /// The word as it travels.
  String text();
}
