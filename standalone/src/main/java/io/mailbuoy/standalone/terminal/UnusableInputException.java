package io.mailbuoy.standalone.terminal;

/// What a person gave cannot be used. The message says what and why and what to do instead.
public final class UnusableInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnusableInputException(String message) {
    super(message);
  }
}
