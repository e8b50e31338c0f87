package io.watchword.cli.output;

/// How commands end. Scripts rely on these numbers.
public final class ExitCodes {

  /// Done, allowed or valid.
  public static final int DONE = 0;

  /// Something failed, or a check found something.
  public static final int FAILED = 1;

  /// The tool worked, and the answer is no.
  public static final int NO = 2;

  /// Input could not be read; diagnostics were printed.
  public static final int UNREADABLE = 3;

  /// Wrong usage.
  public static final int USAGE = 64;

  private ExitCodes() {}
}
