package io.watchword.tests.conformance.spiffe.workload.wire;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Streams: first state at once, all alike, open until somebody leaves, not held up by a client
/// that does not read. Workload API §4.
final class StreamChecks {

  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final RawClient client;
  private final Checks checks;
  private final Duration hold;
  private final int many;

  StreamChecks(RawClient client, Checks checks, Duration hold, int many) {
    this.client = client;
    this.checks = checks;
    this.hold = hold;
    this.many = many;
  }

  void run(List<Rpc> streams) {
    for (Rpc rpc : streams) {
      checks.check(
          "WA-05",
          rpc.shortName() + ": first response within " + AT_ONCE.toMillis() + " ms",
          () -> first(rpc));
    }
    open(streams);
    checks.check("WA-05,WA-04", many + " streams together, all alike", this::together);
    checks.check(
        "WA-05", "a new stream is answered while ten others do not read", this::besideSlowOnes);
    checks.check("WA-04", "a stream that is read late has the state of now", this::late);
    checks.check(
        "WE-18",
        "after streams are cancelled without reading the endpoint answers",
        this::cancelled);
  }

  private String first(Rpc rpc) {
    try (RawStream stream = client.call(rpc, Ask.NOTHING)) {
      stream.need(AT_ONCE);
      return "";
    }
  }

  private void open(List<Rpc> rpcs) {
    List<RawStream> streams = rpcs.stream().map(rpc -> client.call(rpc, Ask.NOTHING)).toList();
    long until = System.nanoTime() + hold.toNanos();
    for (int i = 0; i < streams.size(); i++) {
      RawStream stream = streams.get(i);
      Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
      Optional<Status> ended = stream.status(left);
      checks.check(
          "WA-06,WA-03",
          rpcs.get(i).shortName() + ": stream stays open for " + hold.toSeconds() + " s",
          () -> ended.map(status -> "it ended with " + RawStream.shown(status)).orElse(""));
    }
    streams.forEach(RawStream::close);
  }

  private String together() {
    List<RawStream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < many; i++) {
        streams.add(client.call(Rpc.FETCH_X509_BUNDLES, Ask.NOTHING));
      }
      byte[] first = streams.getFirst().need(RawClient.PATIENCE);
      for (RawStream stream : streams.subList(1, many)) {
        if (!sameBundles(first, stream.need(RawClient.PATIENCE))) {
          return "two streams have different first states";
        }
      }
      return "";
    } finally {
      streams.forEach(RawStream::close);
    }
  }

  /// Maps have no order on the wire, so lengths and bytes in any order are compared.
  private static boolean sameBundles(byte[] a, byte[] b) {
    byte[] left = a.clone();
    byte[] right = b.clone();
    Arrays.sort(left);
    Arrays.sort(right);
    return Arrays.equals(left, right);
  }

  private String besideSlowOnes() {
    List<RawStream> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        slow.add(client.start(Rpc.FETCH_X509_SVID, Ask.NOTHING, Checks.good()));
      }
      return first(Rpc.FETCH_X509_SVID);
    } finally {
      slow.forEach(RawStream::close);
    }
  }

  private String late() {
    try (RawStream stream = client.start(Rpc.FETCH_X509_BUNDLES, Ask.NOTHING, Checks.good());
        RawStream fresh = client.call(Rpc.FETCH_X509_BUNDLES, Ask.NOTHING)) {
      byte[] now = fresh.need(RawClient.PATIENCE);
      stream.read(1);
      return sameBundles(now, stream.need(RawClient.PATIENCE)) ? "" : "it has another state";
    }
  }

  private String cancelled() {
    for (int i = 0; i < many; i++) {
      client.start(Rpc.FETCH_X509_SVID, Ask.NOTHING, Checks.good()).close();
    }
    return first(Rpc.FETCH_X509_SVID);
  }
}
