package io.watchword.tests.conformance.opa;

import io.watchword.authz.compile.CompileSettings.Execution;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// `tests/conformance/opa`: runs cases in OPA's format and says what differs. The last line is `N
/// passed, N failed`. Exit code 0: all passed; 1: not all; 3: a file cannot be read; 64: wrong
/// usage.
public final class OpaConformance {

  private static final String USAGE =
      "usage: tests/conformance/opa [--engine bytecode|interpreter] [--from source|plan]"
          + " [--rego-version v0|v1] [--run REGEX] PATH…";

  private String engine = "bytecode";
  private String from = "source";
  private String version = "v1";
  private Pattern run = Pattern.compile("");
  private final List<Path> paths = new ArrayList<>();

  private OpaConformance() {}

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(new OpaConformance().run(arguments, out, err));
  }

  private int run(String[] arguments, PrintStream out, PrintStream err) {
    if (!understands(arguments)) {
      err.println(USAGE);
      return 64;
    }
    List<OpaCase> cases = new ArrayList<>();
    try {
      for (Path path : paths) {
        CaseFiles.read(path).forEach(one -> cases.add(one.in(version)));
      }
    } catch (IOException e) {
      err.println("opa: cannot read cases: " + e.getMessage());
      return 3;
    }
    cases.removeIf(one -> !run.matcher(one.note()).find());
    ConformanceRun how =
        new ConformanceRun(
            engine.equals("bytecode") ? Execution.BYTECODE : Execution.INTERPRETER,
            from.equals("plan"));
    List<Optional<String>> differences = how.differences(cases);
    int failed = 0;
    for (int i = 0; i < cases.size(); i++) {
      if (differences.get(i).isPresent()) {
        failed++;
        out.println("FAIL " + cases.get(i).note() + " (" + cases.get(i).file() + ")");
        out.println("  " + differences.get(i).get());
      }
    }
    out.println((cases.size() - failed) + " passed, " + failed + " failed");
    return failed == 0 ? 0 : 1;
  }

  private boolean understands(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      switch (arguments[i]) {
        case "--engine" -> {
          engine = value;
          i++;
        }
        case "--from" -> {
          from = value;
          i++;
        }
        case "--rego-version" -> {
          version = value;
          i++;
        }
        case "--run" -> {
          run = Pattern.compile(value);
          i++;
        }
        default -> {
          if (arguments[i].startsWith("-")) {
            return false;
          }
          paths.add(Path.of(arguments[i]));
        }
      }
    }
    return !paths.isEmpty()
        && List.of("bytecode", "interpreter").contains(engine)
        && List.of("source", "plan").contains(from)
        && List.of("v0", "v1").contains(version);
  }
}
