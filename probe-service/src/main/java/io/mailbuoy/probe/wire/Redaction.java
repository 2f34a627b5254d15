package io.mailbuoy.probe.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Blots secrets out of what a server says, for some servers repeat the command that they refuse.
public final class Redaction {
  private static final String BLOT = "***";
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9+/=._~-]{12,}");
  private static final int SHORTEST = 3;

  private final List<String> forms = new ArrayList<>();

  private Redaction() {}

  /// Nothing is secret.
  public static Redaction none() {
    return new Redaction();
  }

  /// Blots out these secrets, as they are and as SASL sends them.
  public static Redaction of(List<String> secrets) {
    Redaction redaction = new Redaction();
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST) {
        redaction.forms.add(secret);
        redaction.forms.add(
            Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return redaction;
  }

  /// Blots out the secrets of both.
  Redaction and(Redaction other) {
    Redaction both = new Redaction();
    both.forms.addAll(forms);
    both.forms.addAll(other.forms);
    return both;
  }

  /// A copy of a text without the secrets, nor longer pieces of them.
  public String of(String text) {
    String clean = text;
    for (String form : forms) {
      clean = clean.replace(form, BLOT);
    }
    return forms.isEmpty() ? clean : RUN.matcher(clean).replaceAll(this::unlessPiece);
  }

  private String unlessPiece(java.util.regex.MatchResult run) {
    String text = run.group();
    boolean piece = forms.stream().anyMatch(form -> form.contains(text));
    return piece ? Matcher.quoteReplacement(BLOT) : Matcher.quoteReplacement(text);
  }
}
