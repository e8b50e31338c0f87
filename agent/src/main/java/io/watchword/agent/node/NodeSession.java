package io.watchword.agent.node;

import io.watchword.agent.node.NodeStanding.Connected;
import io.watchword.agent.node.NodeStanding.Disconnected;
import io.watchword.agent.node.NodeStanding.WithoutIdentity;
import io.watchword.agent.node.plugin.NodeProof;
import io.watchword.agent.node.plugin.ProofUnavailableException;
import io.watchword.identity.trust.TrusterState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent's life with its CA: let in by a [WayIn], kept up by renewals, told everything by a
/// stream that is opened again whenever it ends.
///
/// [#run] is the journey and has a thread of its own; [#renewIfDue] is called every second by
/// another; the rest is thread-safe. Where the identity ends (expired, evicted) everything made
/// from it is dropped, and the agent waits for another join token, or proves itself anew; it need
/// not be started again for that.
public final class NodeSession implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeSession.class);
  // Ten thousand agents that lost their CA for long come back at some 700 a second.
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(20);
  private static final int JITTER_MILLIS = 500;
  private static final Duration TOKEN_POLL = Duration.ofSeconds(5);

  private final CaConnector connector;
  private final NodeStore store;
  private final WayIn wayIn;
  private final NodeEvents events;
  private final NodeChecks checks;
  private final HalfLife halfLife;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Backoff backoff;

  /// Guards what follows; events are sent under it, so they come in order.
  private final Object changing = new Object();

  private volatile @Nullable NodeIdentity identity;
  private volatile @Nullable CaClient client;
  private volatile Instant renewAt = Instant.MAX;
  private String why = "not attested yet";
  private Instant lostAt;
  private Optional<SyncState> last = Optional.empty();
  private @Nullable NodeIdentity expired;
  private Duration leaveInPeace = Duration.ZERO;
  private boolean doubtful;
  private boolean reconnectNow;
  private boolean woken;
  private boolean closed;

  /// Takes up the identity that `store` kept, if any.
  ///
  /// @param random for jitter
  /// @throws NodeStateException where it cannot be read
  public NodeSession(
      CaConnector connector,
      NodeStore store,
      WayIn wayIn,
      NodeEvents events,
      NodeChecks checks,
      InstantSource clock,
      RandomGenerator random) {
    this.connector = connector;
    this.store = store;
    this.wayIn = wayIn;
    this.events = events;
    this.checks = checks;
    this.halfLife = new HalfLife(random);
    this.clock = clock;
    this.random = random;
    this.backoff = new Backoff(Duration.ofMillis(200), LONGEST_RETRY, random);
    this.lostAt = clock.instant();
    store.load().ifPresent(this::takeUp);
  }

  /// The whole life, until [#close].
  public void run() {
    while (!isClosed()) {
      try {
        Optional<NodeIdentity> mine = usableIdentity();
        if (mine.isEmpty()) {
          standWithoutIdentity();
          pause(TOKEN_POLL);
          continue;
        }
        follow(mine.get());
        lost("the CA ended the stream");
      } catch (CaException e) {
        failed(e);
      } catch (RuntimeException e) {
        // A full disk, an answer that nobody foresaw: this thread must go on living.
        log.atError().setCause(e).log("dealings with the CA failed");
        lost("internal failure: " + e);
      }
      pause(takeReconnectNow() ? Duration.ZERO : nextRetry());
    }
  }

  /// Renews the node SVID where it is time for it.
  public void renewIfDue() {
    NodeIdentity mine = identity;
    CaClient ca = client;
    if (mine == null || ca == null || clock.instant().isBefore(renewAt)) {
      return;
    }
    renewAt = clock.instant().plusSeconds(2 + random.nextInt(3));
    try {
      RequestedKey key = RequestedKey.generate();
      NodeIdentity renewed = checks.renewed(mine, ca.renewNode(key.csr()), key);
      synchronized (changing) {
        NodeIdentity current = identity;
        if (current == null || closed) {
          return;
        }
        // The trust may have moved on while the CA signed.
        NodeIdentity next = renewed.trusting(current.trust());
        store.save(next);
        identity = next;
        renewAt = halfLife.of(clock.instant(), next.svid().notAfter());
        log.atInfo()
            .addKeyValue("spiffe_id", next.id())
            .addKeyValue("serial", next.svid().serial())
            .addKeyValue("not_after", next.svid().notAfter())
            .log("node svid renewed");
        events.renewed(next);
      }
      reconnect(ca);
    } catch (CaException e) {
      events.renewalFailed(String.valueOf(e.getMessage()));
      if (e.kind() == CaException.Kind.NOT_WELCOME) {
        end("the CA refused to renew this agent: " + e.getMessage());
        ca.close();
        return;
      }
      log.atWarn().log("node svid not renewed, will be tried again: {}", e.getMessage());
    }
  }

  /// SVIDs from the CA.
  ///
  /// @throws CaException also where there is no contact now
  public List<SvidOutcome> issue(List<SvidOrder> orders) {
    return contact().issue(orders);
  }

  /// A JWT-SVID from the CA.
  ///
  /// @throws CaException also where there is no contact now
  public JwtGrant issueJwt(JwtOrder order) {
    return contact().issueJwt(order);
  }

  /// The wall clock jumped. Back: nothing that hangs on it may come too late, so the node SVID is
  /// renewed. Forward, as after a suspend: the connection is most likely dead without saying so.
  public void clockStepped(Duration by) {
    CaClient ca = client;
    synchronized (changing) {
      if (identity != null && by.isNegative()) {
        renewAt = clock.instant().plusMillis(random.nextInt(JITTER_MILLIS));
      }
      woken = true;
      changing.notifyAll();
    }
    if (ca != null && !by.isNegative()) {
      reconnect(ca);
    }
  }

  /// Tells the CA who trusts what; answers within what time to tell again.
  ///
  /// @throws CaException also where there is no contact now
  public Duration report(List<TrusterState> states) {
    return contact().report(states);
  }

  /// The agent's identity now.
  public Optional<NodeIdentity> identity() {
    return Optional.ofNullable(identity);
  }

  /// Root that the CA authenticated itself by on the open connection.
  public Optional<String> peerRootSha256() {
    CaClient ca = client;
    return ca == null ? Optional.empty() : ca.peerRootSha256();
  }

  @Override
  public void close() {
    CaClient ca;
    synchronized (changing) {
      closed = true;
      ca = client;
      changing.notifyAll();
    }
    if (ca != null) {
      ca.close();
    }
  }

  private Optional<NodeIdentity> usableIdentity() {
    wakeUp();
    NodeIdentity mine = identity;
    if (mine != null && mine.svid().isExpired(clock.instant())) {
      NodeIdentity late = mine;
      end("the node SVID expired at " + late.svid().notAfter());
      // Kept in mind: if it was the clock that was wrong, it will be of use again.
      expired = late;
      mine = null;
    }
    // A token that turns up is an operator's wish; what can be repeated is kept for the need.
    if (mine != null && (!doubtful || wayIn.isRepeatable())) {
      return Optional.of(mine);
    }
    Optional<Introduction> introduction = introduction();
    if (introduction.isEmpty()) {
      return Optional.ofNullable(mine);
    }
    try {
      return Optional.of(attest(introduction.get()));
    } catch (CaException e) {
      if (mine == null) {
        throw e;
      }
      log.atWarn().log("new join token not taken, going on with what we have: {}", e.getMessage());
      return Optional.of(mine);
    }
  }

  private Optional<Introduction> introduction() {
    try {
      return wayIn.next();
    } catch (ProofUnavailableException e) {
      throw noProof(e);
    }
  }

  private NodeIdentity attest(Introduction introduction) {
    RequestedKey key = RequestedKey.generate();
    try (NodeProof proof = introduction.proof()) {
      NodeIdentity granted = checks.granted(connector.attest(introduction, key.csr()), key);
      synchronized (changing) {
        store.save(granted);
        wayIn.settled(introduction);
        last = Optional.empty();
        takeUp(granted);
        renewAt = halfLife.of(clock.instant(), granted.svid().notAfter());
        events.attested(granted);
      }
      log.atInfo()
          .addKeyValue("spiffe_id", granted.id())
          .addKeyValue("attestation", introduction.type())
          .log("node attested");
      return granted;
    } catch (CaException e) {
      if (e.kind() == CaException.Kind.NOT_WELCOME) {
        wayIn.settled(introduction);
      }
      throw e;
    } catch (ProofUnavailableException e) {
      throw noProof(e);
    }
  }

  private static CaException noProof(ProofUnavailableException e) {
    return new CaException(
        CaException.Kind.UNAVAILABLE, "this node cannot prove itself: " + e.getMessage(), e);
  }

  private void follow(NodeIdentity mine) {
    try (CaClient ca = connector.connect(mine)) {
      synchronized (changing) {
        if (closed) {
          return;
        }
        client = ca;
      }
      while (!sync(ca)) {
        // Refused for now, on a connection that is worth keeping: a handshake costs the CA most.
        pause(nextRetry());
      }
    } finally {
      client = null;
    }
  }

  /// Whether the stream was served; false where the CA is too busy.
  private boolean sync(CaClient ca) {
    try {
      ca.sync(events::known, state -> synced(ca, state));
      return true;
    } catch (CaException e) {
      if (e.kind() != CaException.Kind.BUSY || isClosed()) {
        throw e;
      }
      failed(e);
      return false;
    }
  }

  private void synced(CaClient ca, SyncState told) {
    boolean distrusted;
    synchronized (changing) {
      NodeIdentity mine = identity;
      if (mine == null || !ca.equals(client)) {
        return;
      }
      SyncState state = checks.acceptable(told, last);
      if (!state.trust().x509().roots().equals(mine.trust().roots())) {
        store.saveTrust(state.trust().x509());
      }
      last = Optional.of(state.withoutEntries());
      mine = mine.trusting(state.trust().x509());
      identity = mine;
      doubtful = false;
      backoff.reset();
      Instant now = clock.instant();
      if (!checks.rootOf(mine).equals(Optional.of(state.issuingRootSha256()))) {
        Instant soon = now.plusMillis(random.nextInt(JITTER_MILLIS));
        renewAt = soon.isBefore(renewAt) ? soon : renewAt;
      }
      events.synced(state);
      events.changed(new Connected(mine));
      distrusted = !checks.trusts(mine, ca.peerRootSha256());
    }
    if (distrusted) {
      // What we are told comes from a CA whose root was just withdrawn: ask again, by the new one.
      reconnect(ca);
    }
  }

  private void failed(CaException e) {
    if (e.kind() == CaException.Kind.NOT_WELCOME) {
      end("the CA refused this agent: " + e.getMessage());
    } else {
      leaveInPeace = e.retryAfter();
      lost(String.valueOf(e.getMessage()));
    }
  }

  private void lost(String reason) {
    synchronized (changing) {
      NodeIdentity mine = identity;
      if (mine == null) {
        why = reason;
        standWithoutIdentity();
        return;
      }
      if (reconnectNow || closed) {
        return;
      }
      if (!doubtful) {
        doubtful = true;
        lostAt = clock.instant();
        log.atWarn().log("no contact with the CA: {}", reason);
      }
      events.changed(new Disconnected(mine, lostAt, reason));
    }
  }

  private void end(String reason) {
    synchronized (changing) {
      identity = null;
      expired = null;
      renewAt = Instant.MAX;
      why = reason;
      log.atError()
          .addKeyValue(
              "help",
              wayIn.isRepeatable()
                  ? "the CA's audit log says why, if it goes on"
                  : "put a new token (`watchword token create`) into the token file")
          .log("node identity ended: {}", reason);
      standWithoutIdentity();
    }
  }

  private void wakeUp() {
    synchronized (changing) {
      NodeIdentity late = expired;
      if (identity == null && late != null && !late.svid().isExpired(clock.instant())) {
        expired = null;
        takeUp(late);
        log.atWarn().addKeyValue("spiffe_id", late.id()).log("the clock went back: valid again");
      }
    }
  }

  private Duration nextRetry() {
    Duration own = backoff.next();
    Duration asked = leaveInPeace;
    leaveInPeace = Duration.ZERO;
    if (asked.compareTo(own) <= 0) {
      return own;
    }
    // Told to all at once: so not all at once.
    return asked.plusMillis(random.nextLong(asked.toMillis() / 2 + 1));
  }

  private void standWithoutIdentity() {
    synchronized (changing) {
      events.changed(new WithoutIdentity(why, wayIn.outlook()));
    }
  }

  private void takeUp(NodeIdentity kept) {
    synchronized (changing) {
      identity = kept;
      renewAt = halfLife.of(kept.svid().leaf().notBefore(), kept.svid().notAfter());
    }
  }

  private void reconnect(CaClient ca) {
    synchronized (changing) {
      reconnectNow = true;
    }
    ca.close();
  }

  private boolean takeReconnectNow() {
    synchronized (changing) {
      boolean now = reconnectNow;
      reconnectNow = false;
      return now;
    }
  }

  private CaClient contact() {
    CaClient ca = client;
    if (ca == null) {
      throw new CaException(CaException.Kind.UNAVAILABLE, "there is no contact with the CA");
    }
    return ca;
  }

  private boolean isClosed() {
    synchronized (changing) {
      return closed;
    }
  }

  private void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    synchronized (changing) {
      long left = end - System.nanoTime();
      while (!closed && !woken && left > 0) {
        try {
          changing.wait(left / 1_000_000 + 1);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          closed = true;
        }
        left = end - System.nanoTime();
      }
      woken = false;
    }
  }
}
