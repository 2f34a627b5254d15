package io.mailbuoy.probe.token;

/// What a token is for, as a client names it that acts for itself.
///
/// @param text the words of the OAuth parameter `scope`
public record Scope(String text) {
  /// IMAP, POP3 and SMTP at Exchange Online.
  public static final Scope OUTLOOK = new Scope("https://outlook.office365.com/.default");

  public static final Scope GRAPH = new Scope("https://graph.microsoft.com/.default");
}
