package io.watchword.tests.conformance.spiffe.watchword;

import io.watchword.tests.conformance.spiffe.judge.JudgeLoop;
import java.io.IOException;
import java.time.InstantSource;

/// Our verifier as a process for `--validator-batch`.
public final class WatchwordJudgeMain {

  private WatchwordJudgeMain() {}

  public static void main(String[] arguments) throws IOException {
    JudgeLoop.run(new WatchwordJudge(InstantSource.system()), System.in, System.out);
  }
}
