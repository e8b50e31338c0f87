package io.watchword.tests.integration.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;

/// One command that ran to its end: what it said and how it ended.
///
/// @param out what it wrote to stdout
/// @param err what it wrote to stderr
public record CommandRun(List<String> command, int exit, String out, String err, Duration took) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// Its stdout as the one JSON document that it has to be.
  public JsonNode json() {
    try {
      return JSON.readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON on stdout: " + this, e);
    }
  }

  /// This run, if it ended with `expected`; fails with everything it said otherwise.
  public CommandRun exits(int expected) {
    if (exit != expected) {
      throw new AssertionError("expected exit code " + expected + ": " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return String.join(" ", command)
        + "\nexit code "
        + exit
        + " after "
        + took.toMillis()
        + " ms\nstdout: "
        + out
        + "\nstderr: "
        + err;
  }
}
