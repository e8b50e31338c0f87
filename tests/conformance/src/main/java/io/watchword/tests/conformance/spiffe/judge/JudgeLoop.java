package io.watchword.tests.conformance.spiffe.judge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The other end of [BatchJudge], for verifiers in Java: a line of JSON in, a line out, until there
/// are no more.
public final class JudgeLoop {

  private JudgeLoop() {}

  /// Answers every line of `in`.
  public static void run(Judge judge, InputStream in, OutputStream out) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String answer = QuestionJson.print(judge.ask(QuestionJson.parse(line))) + "\n";
      out.write(answer.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
