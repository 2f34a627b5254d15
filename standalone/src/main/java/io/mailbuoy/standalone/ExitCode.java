package io.mailbuoy.standalone;

/// How every command ends.
public final class ExitCode {
  /// It is well.
  public static final int GOOD = 0;

  /// It was done, and the answer is no; or it could not be done.
  public static final int FAILED = 1;

  /// The arguments or the configuration cannot be used.
  public static final int UNUSABLE = 2;

  private ExitCode() {}
}
