package io.watchword.authz.testrun;

import com.google.re2j.Pattern;
import java.time.Duration;

/// Which tests are run, and how.
///
/// @param only tests whose `package.name` it finds
/// @param threads how many run at once; at least 1
/// @param longest what one test may take
/// @param coverage whether lines reached are recorded; runs on the interpreter
public record TestSettings(Pattern only, int threads, Duration longest, boolean coverage) {

  /// All tests, on all cores, five seconds each.
  public static final TestSettings DEFAULT =
      new TestSettings(
          Pattern.compile(""),
          Runtime.getRuntime().availableProcessors(),
          Duration.ofSeconds(5),
          false);

  public TestSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
    }
  }
}
