package io.watchword.platform.bootstrap.lifecycle;

/// What the exit code of a process means.
public final class ExitCodes {

  /// Done, allowed or valid.
  public static final int DONE = 0;

  /// Failed, or a check found something.
  public static final int FAILED = 1;

  /// The tool worked and the answer is no.
  public static final int NO = 2;

  /// Input could not be read; diagnostics were printed.
  public static final int INVALID_INPUT = 3;

  /// Wrong usage.
  public static final int USAGE = 64;

  private ExitCodes() {}
}
