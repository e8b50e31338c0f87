package io.watchword.agent.trust.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.watchword.api.trust.OpenConnections;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.trust.PresentedChain;
import io.watchword.identity.trust.TrusterKind;
import io.watchword.identity.trust.TrusterState;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// States of trusters to and from messages. No state.
public final class TrusterMessages {

  private static final Pattern SERIAL = Pattern.compile("[1-9a-f][0-9a-f]{0,40}|0");
  private static final int MAX_ITEMS = 1000;

  private TrusterMessages() {}

  /// As the CA wants it.
  public static io.watchword.api.trust.TrusterState message(TrusterState state) {
    io.watchword.api.trust.TrusterState.Builder message =
        io.watchword.api.trust.TrusterState.newBuilder()
            .setSpiffeId(state.id().toString())
            .setKind(io.watchword.api.trust.TrusterKind.valueOf(state.kind().name()))
            .setBundleSha256(bytes(state.bundleSha256()))
            .setBundleSequence(state.bundleSequence())
            .setObservedAt(timestamp(state.observedAt()));
    state.trustedRoots().forEach(root -> message.addTrustedRootSha256(bytes(root)));
    state
        .presented()
        .forEach(
            chain ->
                message.addPresented(
                    io.watchword.api.trust.PresentedChain.newBuilder()
                        .setSerial(chain.serial())
                        .setRootSha256(bytes(chain.rootSha256()))
                        .setNotAfter(timestamp(chain.notAfter()))));
    state
        .openConnections()
        .forEach(
            (root, count) ->
                message.addOpenConnections(
                    OpenConnections.newBuilder().setRootSha256(bytes(root)).setCount(count)));
    return message.build();
  }

  /// What a local process says, seen at `now`.
  ///
  /// @throws IllegalArgumentException or an identity exception where it is malformed
  static TrusterState state(io.watchword.api.trust.TrusterState message, Instant now) {
    if (message.getPresentedCount() > MAX_ITEMS
        || message.getOpenConnectionsCount() > MAX_ITEMS
        || message.getTrustedRootSha256Count() > MAX_ITEMS) {
      throw new IllegalArgumentException("more than " + MAX_ITEMS + " items in one state");
    }
    Map<String, Integer> open = new HashMap<>();
    for (OpenConnections connections : message.getOpenConnectionsList()) {
      open.merge(
          digest(connections.getRootSha256(), "open_connections.root_sha256"),
          Math.max(0, connections.getCount()),
          Math::addExact);
    }
    List<PresentedChain> presented =
        message.getPresentedList().stream().map(TrusterMessages::presented).toList();
    List<String> roots =
        message.getTrustedRootSha256List().stream()
            .map(root -> digest(root, "trusted_root_sha256"))
            .toList();
    return new TrusterState(
        SpiffeId.parse(message.getSpiffeId()),
        kind(message.getKind()),
        digest(message.getBundleSha256(), "bundle_sha256"),
        0,
        roots,
        presented,
        open,
        now);
  }

  private static TrusterKind kind(io.watchword.api.trust.TrusterKind kind) {
    return switch (kind) {
      case PROXY -> TrusterKind.PROXY;
      case WORKLOAD -> TrusterKind.WORKLOAD;
      // The others are not for a local process to claim.
      case AGENT, CA, FEDERATED, STATIC, TRUSTER_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "kind `" + kind + "` (expected: `PROXY` or `WORKLOAD`)");
    };
  }

  private static PresentedChain presented(io.watchword.api.trust.PresentedChain chain) {
    if (!SERIAL.matcher(chain.getSerial()).matches()) {
      throw new IllegalArgumentException(
          "serial is malformed (expected: lower-case hexadecimal without leading zeros)");
    }
    return new PresentedChain(
        chain.getSerial(),
        digest(chain.getRootSha256(), "presented.root_sha256"),
        Instant.ofEpochSecond(
            Math.clamp(chain.getNotAfter().getSeconds(), -62_135_596_800L, 253_402_300_799L),
            Math.clamp(chain.getNotAfter().getNanos(), 0, 999_999_999)));
  }

  private static String digest(ByteString bytes, String field) {
    if (bytes.size() != 32) {
      throw new IllegalArgumentException(
          "`" + field + "` of " + bytes.size() + " bytes (expected: 32)");
    }
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
