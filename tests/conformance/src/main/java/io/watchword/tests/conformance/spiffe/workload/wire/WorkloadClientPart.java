package io.watchword.tests.conformance.spiffe.workload.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.watchword.api.workload.X509SVID;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A client of the Workload API, told states that are right and wrong. Workload API §4, Workload
/// Endpoint §5, §6.
///
/// The client is a command that finds the endpoint by SPIFFE_ENDPOINT_SOCKET and prints what it
/// holds, see [ClientProcess].
public final class WorkloadClientPart {

  private static final String PART = "workload client";
  private static final Duration START = Duration.ofSeconds(15);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration A_WHILE = Duration.ofSeconds(2);

  private final String command;
  private final Checks checks;
  private final Path folder;
  private final States states = new States();
  private int sockets;

  /// @param command for the shell
  /// @param folder for sockets
  public WorkloadClientPart(String command, Matrix matrix, Path folder) {
    this.command = command;
    this.checks = new Checks(matrix, PART);
    this.folder = folder;
  }

  /// A client and the agent that it was pointed at.
  private record Pair(ScriptedAgent agent, ClientProcess client) implements AutoCloseable {

    ScriptedAgent.Call call(Duration patience) {
      return agent
          .next(patience)
          .orElseThrow(
              () -> new UnexpectedException("no call within " + patience.toSeconds() + " s"));
    }

    @Override
    public void close() {
      client.close();
      agent.close();
    }
  }

  private Pair pair() {
    Path socket = folder.resolve("s" + sockets++);
    return new Pair(
        ScriptedAgent.start(socket), new ClientProcess(command, "unix:" + socket, folder));
  }

  /// Runs it.
  public void run() {
    checks.section("WE-08,WE-05", "client calls, with the security header", this::conversation);
    checks.section("WA-11", "message with an empty field is not used", this::emptyField);
    checks.check("WA-17", "of two SVIDs with one hint the first is taken", this::sameHint);
    retries();
    addresses();
  }

  private void conversation() {
    try (Pair pair = pair()) {
      ScriptedAgent.Call call = pair.call(START);
      checks.check(
          "WE-05",
          "security header is `true`, once",
          () -> call.headers().equals(List.of("true")) ? "" : "it is " + call.headers());
      call.say(states.withForeign(states.of(states.svid(States.WEB), states.svid(States.ORDERS))));
      JsonNode first = pair.client().state(SOON);
      checks.check(
          "WA-03",
          "first state is taken whole, in its order",
          () -> differs(first, List.of(States.WEB, States.ORDERS), true));
      checks.check(
          "WA-03",
          "stream stays open after a state",
          () -> pair.agent().next(A_WHILE).isPresent() || call.hasLeft() ? "it was left" : "");
      X509SVIDResponse less = states.of(states.svid(States.ORDERS));
      call.say(less);
      JsonNode second = pair.client().state(SOON);
      checks.check(
          "WA-19",
          "SVID that is gone is gone",
          () -> differs(second, List.of(States.ORDERS), false));
      checks.check(
          "WA-07,WA-08,WA-09,WA-21",
          "federated bundle that is gone is gone",
          () ->
              ClientProcess.texts(second.path("trust")).contains(States.FOREIGN)
                  ? "it is still held"
                  : "");
      call.end(Status.UNAVAILABLE);
      ScriptedAgent.Call again = pair.call(SOON);
      checks.check(
          "WA-03",
          "client comes back when a stream has ended",
          () -> again.hasLeft() ? "it left" : "");
      again.say(states.of(states.svid(States.WEB)));
      JsonNode third = pair.client().state(SOON);
      checks.check(
          "WA-03,WA-08",
          "state of the new stream replaces that of the old",
          () -> differs(third, List.of(States.WEB), false));
      checks.check(
          "WA-31",
          "WIT calls that are Unimplemented are not repeated",
          () ->
              pair.agent().others().stream().filter(name -> name.contains("WIT")).count() > 2
                  ? "calls " + pair.agent().others()
                  : "");
    }
  }

  private static String differs(JsonNode state, List<String> svids, boolean foreign) {
    List<String> trust = ClientProcess.texts(state.path("trust"));
    List<String> held = ClientProcess.texts(state.path("svids"));
    return held.equals(svids)
            && trust.contains(States.OWN)
            && (!foreign || trust.contains(States.FOREIGN))
        ? ""
        : "it holds " + held + ", trusts " + trust;
  }

  private void emptyField() {
    X509SVID good = states.svid(States.WEB);
    List<X509SVID> bad =
        List.of(
            good.toBuilder().clearX509Svid().build(),
            good.toBuilder().clearX509SvidKey().build(),
            good.toBuilder().clearBundle().build());
    List<String> names = List.of("x509_svid", "x509_svid_key", "bundle");
    for (int i = 0; i < bad.size(); i++) {
      X509SVID svid = bad.get(i);
      checks.check("WA-11", "empty `" + names.get(i) + "`: stream is closed", () -> closes(svid));
    }
  }

  private String closes(X509SVID svid) {
    try (Pair pair = pair()) {
      ScriptedAgent.Call call = pair.call(START);
      call.say(states.of(svid));
      long until = System.nanoTime() + SOON.toNanos();
      while (System.nanoTime() < until) {
        Optional<JsonNode> line = pair.client().next(Duration.ofMillis(50));
        if (line.isPresent() && line.get().has("svids")) {
          return "it is used: " + line.get();
        }
        if (call.hasLeft()) {
          return "";
        }
      }
      return "stream is kept open";
    }
  }

  private String sameHint() {
    try (Pair pair = pair()) {
      ScriptedAgent.Call call = pair.call(START);
      call.say(states.of(states.svid(States.WEB, "h"), states.svid(States.ORDERS, "h")));
      JsonNode state = pair.client().state(SOON);
      List<String> held = ClientProcess.texts(state.path("svids"));
      String chosen =
          state.path("by_hint").path("h").asText(held.size() == 1 ? held.getFirst() : "not told");
      return chosen.equals(States.WEB) ? "" : "it holds " + held + ", the one by hint is " + chosen;
    }
  }

  private void retries() {
    checks.check(
        "WE-15",
        "InvalidArgument is not tried again",
        () -> again(Status.INVALID_ARGUMENT) ? "it is" : "");
    for (Status status : List.of(Status.UNAVAILABLE, Status.PERMISSION_DENIED)) {
      checks.rather(
          "WE-16",
          status.getCode() + " is tried again",
          "it is a MAY",
          () -> again(status) ? "" : "it is not, within " + SOON.toSeconds() + " s");
    }
  }

  private boolean again(Status status) {
    try (Pair pair = pair()) {
      pair.agent().refuse(status);
      pair.call(START);
      return pair.agent().next(SOON).isPresent();
    }
  }

  private void addresses() {
    for (String[] row :
        new String[][] {
          {"WE-09", "http://127.0.0.1:1"},
          {"WE-09", "/no/scheme"},
          {"WE-10", "unix:relative/path"},
          {"WE-10", "unix://host/path"},
          {"WE-10", "unix:///path?query"},
          {"WE-10", "unix:///path#fragment"},
          {"WE-10", "unix:"},
          {"WE-11", "tcp://localhost:1"},
          {"WE-11", "tcp://127.0.0.1"},
          {"WE-11", "tcp://127.0.0.1:1/path"},
          {"WE-11", "tcp://user@127.0.0.1:1"}
        }) {
      checks.check(row[0], "address `" + row[1] + "` is refused", () -> refuses(row[1]));
    }
  }

  private String refuses(String address) {
    try (ClientProcess client = new ClientProcess(command, address, folder)) {
      Optional<Integer> code = client.exit(START);
      if (code.isEmpty()) {
        return "client goes on with it";
      }
      return code.get() == 0 ? "exit code 0" : "";
    }
  }
}
