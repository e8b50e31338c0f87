package io.watchword.agent.svid;

import io.watchword.agent.node.CaException;
import io.watchword.agent.node.HalfLife;
import io.watchword.agent.node.RequestedKey;
import io.watchword.agent.node.SkewedClock;
import io.watchword.agent.node.SvidOrder;
import io.watchword.agent.node.SvidOutcome;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A batch of SVIDs at the CA: keys, requests, and what of the answer is taken. [#give] blocks and
/// needs no lock, [#settle] is called under the cache's.
final class SvidOrders {

  private static final Logger log = LoggerFactory.getLogger(SvidOrders.class);
  private static final int JITTER_MILLIS = 500;
  private static final String NOTHING = "the CA gave no answer for this entry";

  /// What came back for a batch.
  ///
  /// @param outcomes in the order of the batch; fewer where the CA did not answer
  /// @param failure why there is no outcome
  /// @param retryAfter what the CA asked for
  record Answer(
      List<Slot> batch,
      List<RequestedKey> keys,
      List<SvidOutcome> outcomes,
      String failure,
      Duration retryAfter) {}

  private final SvidIssuer issuer;
  private final SvidEvents events;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final HalfLife halfLife;
  private final X509SvidValidator validator = new X509SvidValidator();

  SvidOrders(SvidIssuer issuer, SvidEvents events, InstantSource clock, RandomGenerator random) {
    this.issuer = issuer;
    this.events = events;
    this.clock = clock;
    this.random = random;
    this.halfLife = new HalfLife(random);
  }

  /// Asks the CA; never throws.
  Answer give(List<Slot> batch) {
    List<RequestedKey> keys = new ArrayList<>();
    List<SvidOrder> orders = new ArrayList<>();
    for (Slot slot : batch) {
      RequestedKey key = RequestedKey.generate();
      keys.add(key);
      orders.add(new SvidOrder(slot.entryId(), slot.resolved().values(), key.csr()));
    }
    try {
      return new Answer(batch, keys, issuer.issue(orders), NOTHING, Duration.ZERO);
    } catch (CaException e) {
      return new Answer(batch, keys, List.of(), String.valueOf(e.getMessage()), e.retryAfter());
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("ordering svids failed");
      return new Answer(batch, keys, List.of(), "internal failure: " + e, Duration.ZERO);
    }
  }

  /// Takes what is good into its slots.
  void settle(Answer answer, Optional<MeshTrust> trust, String issuingRoot, Instant now) {
    for (int i = 0; i < answer.batch().size(); i++) {
      Slot slot = answer.batch().get(i);
      boolean answered =
          i < answer.outcomes().size() && answer.outcomes().get(i).entryId().equals(slot.entryId());
      if (!answered) {
        fail(slot, "agent/no-contact", answer.failure(), now, answer.retryAfter());
        continue;
      }
      switch (answer.outcomes().get(i)) {
        case SvidOutcome.Signed signed -> {
          if (trust.isEmpty()) {
            fail(slot, "agent/no-identity", "the agent lost its own identity", now);
          } else {
            accept(slot, signed, answer.keys().get(i), trust.get(), issuingRoot, now);
          }
        }
        case SvidOutcome.Declined declined -> fail(slot, declined.code(), declined.message(), now);
      }
    }
  }

  private void accept(
      Slot slot,
      SvidOutcome.Signed signed,
      RequestedKey key,
      MeshTrust trust,
      String issuingRoot,
      Instant now) {
    try {
      X509Svid svid = X509Svid.of(signed.chain(), key.key(), slot.entry().hint());
      VerifiedX509Svid verified =
          validator.validate(
              svid.chain(),
              TrustBundles.of(trust.own().x509()),
              SkewedClock.timeFor(svid.leaf(), clock));
      if (!verified.id().equals(slot.resolved().id())) {
        fail(slot, "agent/ca-answer", "the CA signed for `" + verified.id() + "`", now);
        return;
      }
      IssuedSvid issued =
          new IssuedSvid(
              svid,
              HexFormat.of().formatHex(verified.rootSha256()),
              halfLife.of(now, svid.notAfter()));
      slot.succeeded(issued);
      if (!issued.rootSha256().equals(issuingRoot)) {
        // Signed while the CA changed roots: one of the two answers is behind the other.
        slot.hurry(now.plusMillis(JITTER_MILLIS + random.nextInt(JITTER_MILLIS)));
      }
      events.issued(issued);
      log.atDebug().addKeyValue("spiffe_id", svid.id()).log("svid issued");
    } catch (IdentityException e) {
      fail(slot, e.code(), "the CA signed what fails: " + e.getMessage(), now);
    }
  }

  private void fail(Slot slot, String code, String why, Instant now) {
    fail(slot, code, why, now, Duration.ZERO);
  }

  private void fail(Slot slot, String code, String why, Instant now, Duration retryAfter) {
    boolean news = !slot.state().problem().equals(why);
    slot.failed(why, now, retryAfter);
    events.failed(slot.entryId(), code);
    if (news) {
      log.atWarn()
          .addKeyValue("entry_id", slot.entryId())
          .addKeyValue("spiffe_id", slot.resolved().id())
          .addKeyValue("code", code)
          .log("svid not issued, will be tried again: {}", why);
    }
  }
}
