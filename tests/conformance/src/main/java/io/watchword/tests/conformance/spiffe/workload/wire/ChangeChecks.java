package io.watchword.tests.conformance.spiffe.workload.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.watchword.api.workload.X509BundlesResponse;
import io.watchword.api.workload.X509SVID;
import io.watchword.api.workload.X509SVIDResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What streams say while something changes: a command, given to the suite, makes it. Workload API
/// §4.
final class ChangeChecks {

  private static final Duration LONGEST = Duration.ofSeconds(120);
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final RawClient client;
  private final Checks checks;
  private final String command;

  ChangeChecks(RawClient client, Checks checks, String command) {
    this.client = client;
    this.checks = checks;
    this.command = command;
  }

  void run() throws InvalidProtocolBufferException {
    try (RawStream svids = client.call(Rpc.FETCH_X509_SVID, Ask.NOTHING);
        RawStream bundles = client.call(Rpc.FETCH_X509_BUNDLES, Ask.NOTHING)) {
      List<String> before = ids(svids.need(RawClient.PATIENCE));
      bundles.need(RawClient.PATIENCE);
      String failed = change();
      if (!failed.isEmpty()) {
        checks.none("WA-06", "responses after a change", "--change: " + failed);
        return;
      }
      List<byte[]> news = svids.during(SETTLED);
      List<byte[]> trust = bundles.during(SETTLED);
      byte[] fresh;
      byte[] freshTrust;
      try (RawStream after = client.call(Rpc.FETCH_X509_SVID, Ask.NOTHING);
          RawStream afterTrust = client.call(Rpc.FETCH_X509_BUNDLES, Ask.NOTHING)) {
        fresh = after.need(RawClient.PATIENCE);
        freshTrust = afterTrust.need(RawClient.PATIENCE);
      }
      checks.check(
          "WA-06",
          "a change is told on streams that are open",
          () -> news.isEmpty() && trust.isEmpty() ? "nothing came" : "");
      checks.check(
          "WA-04",
          "every response has all identities, those of before or those of after",
          () -> partial(news, before, ids(fresh)));
      checks.check(
          "WA-04",
          "the last response has the state that a new stream gets",
          () -> last(news, fresh, trust, freshTrust));
    }
  }

  private String change() {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .redirectOutput(ProcessBuilder.Redirect.to(new java.io.File("/dev/null")))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "took longer than " + LONGEST.toSeconds() + " s";
      }
      return process.exitValue() == 0 ? "" : "exit code " + process.exitValue();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String partial(List<byte[]> news, List<String> before, List<String> after)
      throws InvalidProtocolBufferException {
    List<String> counts = new ArrayList<>();
    boolean whole = true;
    for (byte[] message : news) {
      List<String> ids = ids(message);
      whole &= ids.equals(before) || ids.equals(after);
      counts.add(String.valueOf(ids.size()));
    }
    return whole ? "" : "responses had " + counts + " SVIDs";
  }

  private static String last(List<byte[]> news, byte[] fresh, List<byte[]> trust, byte[] freshTrust)
      throws InvalidProtocolBufferException {
    Optional<byte[]> newest = news.isEmpty() ? Optional.empty() : Optional.of(news.getLast());
    if (newest.isPresent()
        && !X509SVIDResponse.parseFrom(newest.get()).equals(X509SVIDResponse.parseFrom(fresh))) {
      return "X.509-SVIDs differ";
    }
    Optional<byte[]> roots = trust.isEmpty() ? Optional.empty() : Optional.of(trust.getLast());
    return roots.isPresent()
            && !X509BundlesResponse.parseFrom(roots.get())
                .equals(X509BundlesResponse.parseFrom(freshTrust))
        ? "bundles differ"
        : "";
  }

  private static List<String> ids(byte[] message) throws InvalidProtocolBufferException {
    return X509SVIDResponse.parseFrom(message).getSvidsList().stream()
        .map(X509SVID::getSpiffeId)
        .toList();
  }
}
