package io.watchword.agent.node.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.watchword.agent.node.CaException;
import io.watchword.agent.node.RegisteredEntry;
import io.watchword.agent.node.SvidOutcome;
import io.watchword.agent.node.SyncState;
import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.TrustBundle;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.node.X509Chain;
import io.watchword.api.node.X509SvidResult;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The CA's messages as domain types. An answer that cannot be read is a [CaException] of kind
/// `BAD_ANSWER`. No state.
final class NodeMessages {

  private static final Logger log = LoggerFactory.getLogger(NodeMessages.class);

  private NodeMessages() {}

  static SyncState state(SyncResponse response) {
    List<RegisteredEntry> entries = new ArrayList<>();
    response.getEntriesList().forEach(entry -> entry(entry).ifPresent(entries::add));
    return new SyncState(
        bundle(response.getTrust()),
        entries,
        HexFormat.of().formatHex(response.getIssuingRootSha256().toByteArray()));
  }

  static X509Bundle bundle(TrustBundle bundle) {
    try {
      List<StrictX509Certificate> roots = certificates(bundle.getRootsList());
      return new X509Bundle(
          new TrustDomain(bundle.getTrustDomain()),
          List.copyOf(roots),
          OptionalLong.of(bundle.getSequence()),
          bundle.hasRefreshHint()
              ? Optional.of(duration(bundle.getRefreshHint()))
              : Optional.empty());
    } catch (IdentityException e) {
      throw unreadable("trust bundle", e);
    }
  }

  static List<X509Certificate> chain(X509Chain chain) {
    try {
      return List.copyOf(certificates(chain.getCertificatesList()));
    } catch (IdentityException e) {
      throw unreadable("certificate chain", e);
    }
  }

  static SvidOutcome outcome(X509SvidResult result) {
    return switch (result.getOutcomeCase()) {
      case SVID -> signed(result);
      case REFUSAL ->
          new SvidOutcome.Declined(
              result.getEntryId(), result.getRefusal().getCode(), result.getRefusal().getMessage());
      case OUTCOME_NOT_SET ->
          new SvidOutcome.Declined(
              result.getEntryId(), "agent/ca-answer", "the CA answered with nothing");
    };
  }

  private static SvidOutcome signed(X509SvidResult result) {
    try {
      return new SvidOutcome.Signed(result.getEntryId(), chain(result.getSvid()));
    } catch (CaException e) {
      // One bad item must not cost the others of the batch.
      return new SvidOutcome.Declined(
          result.getEntryId(), "agent/ca-answer", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<RegisteredEntry> entry(WorkloadEntry entry) {
    try {
      return Optional.of(
          new RegisteredEntry(
              entry.getEntryId(),
              SpiffeId.parse(entry.getSpiffeId()),
              Set.copyOf(entry.getSelectorsList()),
              entry.getHint(),
              entry.getRevision()));
    } catch (IdentityException e) {
      log.atWarn()
          .addKeyValue("entry_id", entry.getEntryId())
          .log("registration entry is skipped: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static List<StrictX509Certificate> certificates(List<ByteString> ders) {
    return ders.stream().map(der -> StrictX509Certificate.parse(der.toByteArray())).toList();
  }

  private static java.time.Duration duration(Duration duration) {
    return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  private static CaException unreadable(String what, IdentityException e) {
    return new CaException(
        CaException.Kind.BAD_ANSWER,
        "the CA sent a " + what + " that cannot be read: " + e.getMessage(),
        e);
  }
}
