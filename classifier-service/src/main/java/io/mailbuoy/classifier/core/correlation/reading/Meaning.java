package io.mailbuoy.classifier.core.correlation.reading;

/// What a term of the vocabulary stands for.
public sealed interface Meaning {
  /// A way to a mailbox.
  record Method(String name) implements Meaning {
    /// Every way there is.
    public static final String ANY = "any";

    /// Those that the text has not named.
    public static final String OTHERS = "others";
  }

  /// What a symptom does to the rest of its clause.
  enum Role {
    /// Getting in: "sign in".
    ACCESS,
    /// Getting at something, which is a mailbox unless the clause names another thing: "open".
    REACH,
    /// How it goes: "slow". It says by itself that something is wrong.
    MANNER,
    /// A thing in or beside a mailbox: "calendar". To reach it is not to reach a mailbox.
    THING,
    /// Another product: "SharePoint". To sign in there is not to sign in to a mailbox.
    ELSEWHERE,
    /// Work of administrators: "admin center". A method that is named beside it does not fail,
    /// unless the clause is about signing in.
    OFFICE,
    /// A matter of its own: "migration". A method that is named beside it does not fail.
    MATTER,
    /// Why nothing is reached: "DNS".
    REASON
  }

  /// What users cannot do, or what they see.
  record Symptom(String name, Role role) implements Meaning {}

  /// What they do it to, where it is a mailbox.
  record Mailbox() implements Meaning {}

  /// What they do it to, where it is the mail service or every service there is.
  record Suite() implements Meaning {}

  /// What is said about methods and symptoms.
  record Said(Cue cue) implements Meaning {}

  /// Begins a clause that says something else: "but".
  record Turn() implements Meaning {}

  /// A phrase that has been understood, and means nothing here.
  record Nothing() implements Meaning {}
}
