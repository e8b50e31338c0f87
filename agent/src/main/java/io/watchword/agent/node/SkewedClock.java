package io.watchword.agent.node;

import io.watchword.identity.x509.StrictX509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A host whose clock is behind the CA's gets certificates that are not valid yet by its own. What
/// the CA has just signed is taken all the same, up to a limit: the alternative is a host without
/// identities for a wrong clock. No state.
public final class SkewedClock {

  private static final Logger log = LoggerFactory.getLogger(SkewedClock.class);
  private static final Duration TOLERATED = Duration.ofMinutes(10);

  private SkewedClock() {}

  /// The time to check a certificate at that the CA signed in this moment.
  public static Instant timeFor(StrictX509Certificate leaf, InstantSource clock) {
    Instant now = clock.instant();
    Instant begin = leaf.notBefore();
    if (!now.isBefore(begin) || now.plus(TOLERATED).isBefore(begin)) {
      return now;
    }
    log.atWarn()
        .addKeyValue("behind", Duration.between(now, begin))
        .log("the clock of this host is behind the CA's");
    return begin;
  }
}
