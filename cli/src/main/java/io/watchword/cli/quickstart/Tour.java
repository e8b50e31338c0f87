package io.watchword.cli.quickstart;

import io.watchword.cli.output.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Takes the steps one after the other and tells of each as it happens. A step that throws has
/// failed; the tour goes on.
final class Tour {

  private final Console console;
  private final List<StepResult> results = new ArrayList<>();

  Tour(Console console) {
    this.console = console;
  }

  /// A headline.
  void chapter(String title) {
    console.note("");
    console.note(console.bold(title));
  }

  /// Takes a step.
  ///
  /// @param tried what is tried, in words
  void step(String name, String tried, String expected, Callable<StepResult> step)
      throws InterruptedException {
    StepResult result;
    try {
      result = step.call();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      result = StepResult.failed(name, expected, e);
    }
    results.add(result);
    tell(tried, result);
  }

  List<StepResult> results() {
    return List.copyOf(results);
  }

  private void tell(String tried, StepResult result) {
    String mark = result.ok() ? console.green("✓") : console.red("✗");
    console.note("");
    console.note(
        mark + " " + console.bold(result.name()) + console.faint("  " + result.ms() + " ms"));
    console.note("    tried      " + tried);
    console.note("    came back  " + result.observed());
    if (!result.ok()) {
      console.note("    expected   " + result.expected());
    }
    if (!result.rule().isEmpty()) {
      console.note("    decided by " + result.rule() + console.faint(" (" + result.reason() + ")"));
    } else if (!result.reason().isEmpty()) {
      console.note("    recorded   " + result.reason());
    }
    if (!result.decisionId().isEmpty()) {
      console.note("    decision   " + result.decisionId());
    }
  }
}
