package io.watchword.ca.authority;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.journal.JournalException;
import io.watchword.ca.journal.Ledger;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.platform.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rotation of the root: one state after the other, each effect one that may be repeated.
/// Thread-safe by one lock.
///
/// `advance` is called at each report and every so often; it goes as far as the gates let it. A
/// state stands in the journal when its effect is done, so whoever starts anew after a crash
/// repeats at most one effect, and finds it done. After a restart nothing moves until an operator
/// says so.
public final class RootRotation implements AutoCloseable {
  // Invariants, as the tests check them:
  // I1  any two live workloads can verify each other, both ways (G1 before the switch, G2 before
  // the distrust)
  // I2  the old root is distrusted only if every live truster has the new one and every live leaf
  // hangs from it
  // I3  the journal, replayed from any prefix, reaches DONE
  // I4  nothing signs under a root that is not published (TrustAnchors.activate refuses)

  private static final Logger LOG = LoggerFactory.getLogger(RootRotation.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  // An operator watches: not as long as a renewal, which has days.
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  /// What a rotation works with.
  ///
  /// @param leadership which CA carries out the steps
  /// @param rootTtl life of the new root
  /// @param random for the last letters of a rotation's name
  public record Parts(
      TrustAnchors anchors,
      Intermediates intermediates,
      UpstreamAuthority upstream,
      Gates gates,
      OwnIdentity own,
      Leadership leadership,
      AuditLog audit,
      Duration rootTtl,
      InstantSource clock,
      RandomGenerator random) {}

  private final Parts parts;
  private final RotationJournal journal;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private @Nullable String trouble;
  private Instant retryAt = Instant.MIN;
  private Duration wait = FIRST_WAIT;

  /// What `ledger` holds; a rotation that is not over is suspended.
  public RootRotation(Parts parts, Ledger ledger) {
    this.parts = parts;
    this.journal = RotationJournal.open(ledger);
    journal.onForeign(() -> listeners.forEach(Runnable::run));
    if (underWay().isPresent()) {
      parts.leadership().suspend();
    }
  }

  /// Runs `listener` after each change of the status, on the thread that made it.
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /// What a rotation would do, and who would be waited for.
  public synchronized RotationStatus plan() {
    refuseSecond();
    RotationStatus now = status();
    String old = activeRoot().sha256();
    String backend = parts.upstream().backend();
    List<String> steps =
        List.of(
            "create a new root in back end `" + backend + "`",
            "publish a trust bundle with it and sha256:" + old,
            "G1: wait until every truster trusts it",
            "sign a new intermediate under it and issue from there",
            "have every SVID under sha256:" + old + " renewed",
            "G2: wait until nobody presents, holds open or needs sha256:" + old,
            "publish a trust bundle without sha256:" + old,
            "G3: wait until nobody trusts it",
            "destroy its key",
            "not seen: verifiers that were given a copy of a trust bundle by hand");
    return new RotationStatus(
        now.rotation(),
        Optional.of(new RotationStatus.Gate("", parts.gates().everyone())),
        now.roots(),
        false,
        steps);
  }

  /// Starts a rotation on behalf of `operator`.
  ///
  /// @throws AuthorityException `ca/rotation-under-way`
  public RotationStatus start(String operator) {
    synchronized (this) {
      refuseSecond();
      Instant now = parts.clock().instant();
      byte[] letters = new byte[2];
      parts.random().nextBytes(letters);
      Rotation planned =
          new Rotation(
              "r-" + STAMP.format(now) + "-" + HexFormat.of().formatHex(letters),
              RotationState.PLANNED,
              now,
              activeRoot().sha256(),
              "",
              Set.of(),
              operator);
      write(journal.newest(), planned, "", "");
    }
    advance();
    return status();
  }

  /// Goes on after a restart, or without a truster that cannot be reached.
  ///
  /// @param without SPIFFE ID of that truster, with the `reason`; empty for none
  /// @throws AuthorityException `ca/no-rotation`, `ca/without-reason`, `ca/truster-unknown`
  public RotationStatus resume(String operator, String without, String reason) {
    synchronized (this) {
      Rotation rotation =
          underWay()
              .orElseThrow(
                  () -> new AuthorityException("ca/no-rotation", "no rotation is under way"));
      if (!without.isEmpty()) {
        goOnWithout(rotation, operator, without, reason);
      }
      parts.leadership().resume();
      retryAt = Instant.MIN;
    }
    advance();
    return status();
  }

  /// Goes as far as the gates let it.
  public void advance() {
    boolean moved = false;
    while (step()) {
      moved = true;
      listeners.forEach(Runnable::run);
    }
    if (moved) {
      LOG.atInfo()
          .addKeyValue("state", status().rotation().map(r -> r.state().name()).orElse(""))
          .log("rotation advanced");
    }
  }

  /// What `root status` shows of the newest rotation.
  public synchronized RotationStatus status() {
    Optional<Rotation> newest = journal.newest();
    return new RotationStatus(
        newest, newest.flatMap(this::gate), roots(), isSuspended(newest), List.of());
  }

  /// The status if the newest rotation is `id`.
  ///
  /// @throws AuthorityException `ca/rotation-unknown`
  public synchronized RotationStatus status(String id) {
    Rotation found =
        journal.all().stream()
            .filter(rotation -> rotation.id().equals(id))
            .findFirst()
            .orElseThrow(
                () -> new AuthorityException("ca/rotation-unknown", "no rotation `" + id + "`"));
    return new RotationStatus(
        Optional.of(found), gate(found), roots(), isSuspended(Optional.of(found)), List.of());
  }

  /// The one that is not over, if any.
  public synchronized Optional<Rotation> underWay() {
    return journal.newest().filter(rotation -> !rotation.state().isOver());
  }

  @Override
  public void close() {
    journal.close();
  }

  private synchronized boolean step() {
    Optional<Rotation> found = underWay();
    Instant now = parts.clock().instant();
    if (found.isEmpty()
        || parts.leadership().isSuspended()
        || now.isBefore(retryAt)
        || !parts.leadership().lead()) {
      return false;
    }
    // Anew: with the lead comes what others recorded meanwhile.
    found = underWay();
    if (found.isEmpty()) {
      return false;
    }
    Rotation rotation = found.get();
    try {
      boolean moved = parts.leadership().asLeader(() -> step(rotation));
      trouble = null;
      wait = FIRST_WAIT;
      return moved;
    } catch (AuthorityException e) {
      if (!e.code().equals(RotationJournal.MOVED)) {
        throw e;
      }
      return false;
    } catch (KeysException | JournalException e) {
      // The authority above or the ledger is away: everything stays as it is, and the next try
      // finds what this one made.
      if (trouble == null) {
        LOG.atWarn()
            .addKeyValue("rotation", rotation.id())
            .addKeyValue("reason", e.getMessage())
            .log("rotation waits");
      }
      trouble = e.getMessage();
      retryAt = now.plus(wait);
      Duration twice = wait.multipliedBy(2);
      wait = twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
      return false;
    }
  }

  private boolean step(Rotation rotation) {
    return switch (rotation.state()) {
      case PLANNED -> createNewRoot(rotation);
      case NEW_ROOT_CREATED -> publishTrust(rotation);
      case TRUST_PUBLISHED -> pass(rotation, RotationState.TRUST_CONFIRMED);
      case TRUST_CONFIRMED -> switchIssuer(rotation);
      case ISSUER_SWITCHED -> reissueLeaves(rotation);
      case LEAVES_REISSUED -> pass(rotation, RotationState.OLD_UNUSED);
      case OLD_UNUSED -> distrustOld(rotation);
      case OLD_DISTRUSTED -> pass(rotation, RotationState.DISTRUST_CONFIRMED);
      case DISTRUST_CONFIRMED -> destroyOldKey(rotation);
      case OLD_KEY_DESTROYED -> reach(rotation, RotationState.DONE);
      case DONE, ABORTING, ABORTED -> false;
    };
  }

  private boolean createNewRoot(Rotation rotation) {
    UpstreamRoot root = parts.upstream().createRoot(rotation.newRootName(), parts.rootTtl());
    return reach(rotation, rotation.withNewRoot(root.sha256()), RotationState.NEW_ROOT_CREATED);
  }

  private boolean publishTrust(Rotation rotation) {
    // By name again: after a crash the certificate is the authority's to give, not ours to
    // remember.
    UpstreamRoot root = parts.upstream().createRoot(rotation.newRootName(), parts.rootTtl());
    parts.anchors().trust(root);
    return reach(rotation, RotationState.TRUST_PUBLISHED);
  }

  private boolean switchIssuer(Rotation rotation) {
    UpstreamRoot root = trusted(rotation.newRootSha256());
    parts.intermediates().switchTo(root, rotation.newIntermediateName());
    // Before anyone is told: an agent that renews and comes back must meet the CA under the new
    // root, or it would hold
    // open a connection under the old one for ever.
    parts.own().renew();
    parts.anchors().activate(root.sha256());
    return reach(rotation, RotationState.ISSUER_SWITCHED);
  }

  private boolean reissueLeaves(Rotation rotation) {
    // The agents know since the switch: `Sync` carries the issuing root.
    parts.own().renew();
    return reach(rotation, RotationState.LEAVES_REISSUED);
  }

  private boolean distrustOld(Rotation rotation) {
    parts.anchors().distrust(rotation.oldRootSha256());
    return reach(rotation, RotationState.OLD_DISTRUSTED);
  }

  private boolean destroyOldKey(Rotation rotation) {
    parts
        .anchors()
        .current()
        .known(rotation.oldRootSha256())
        .ifPresent(root -> parts.upstream().retireRoot(root));
    parts.intermediates().forgetUnder(rotation.oldRootSha256());
    return reach(rotation, RotationState.OLD_KEY_DESTROYED);
  }

  private boolean pass(Rotation rotation, RotationState next) {
    return gate(rotation).filter(RotationStatus.Gate::isOpen).isPresent() && reach(rotation, next);
  }

  private boolean reach(Rotation rotation, RotationState next) {
    return reach(rotation, rotation, next);
  }

  private boolean reach(Rotation from, Rotation changed, RotationState next) {
    write(Optional.of(from), changed.reaching(next, parts.clock().instant()), "", "");
    return true;
  }

  private void goOnWithout(Rotation rotation, String operator, String without, String reason) {
    if (reason.isBlank()) {
      throw new AuthorityException(
          "ca/without-reason", "going on without `" + without + "` needs a reason");
    }
    if (parts.gates().everyone().stream().noneMatch(b -> b.truster().equals(without))) {
      throw new AuthorityException(
          "ca/truster-unknown", "`" + without + "` is no truster that anyone waits for");
    }
    Rotation changed = rotation.goingOnWithout(without);
    journal.append(
        Optional.of(rotation),
        changed,
        "without " + without + ": " + reason,
        () -> parts.audit().append(record(changed, operator, without, reason)));
    listeners.forEach(Runnable::run);
  }

  private void write(Optional<Rotation> from, Rotation to, String without, String reason) {
    journal.append(
        from, to, reason, () -> parts.audit().append(record(to, to.operator(), without, reason)));
  }

  private boolean isSuspended(Optional<Rotation> rotation) {
    return rotation.filter(found -> !found.state().isOver()).isPresent()
        && parts.leadership().isSuspended();
  }

  private CaRecord.Rotation record(
      Rotation rotation, String operator, String without, String reason) {
    return new CaRecord.Rotation(
        rotation.id(),
        rotation.state().name(),
        rotation.oldRootSha256(),
        rotation.newRootSha256(),
        parts.anchors().current().sequence(),
        operator,
        without,
        reason);
  }

  private Optional<RotationStatus.Gate> gate(Rotation rotation) {
    if (trouble != null) {
      Blocker upstream =
          new Blocker(parts.upstream().backend(), "ca", trouble, Optional.empty(), 0);
      return Optional.of(new RotationStatus.Gate("", List.of(upstream)));
    }
    String old = rotation.oldRootSha256();
    String fresh = rotation.newRootSha256();
    Set<String> without = rotation.without();
    return switch (rotation.state()) {
      case TRUST_PUBLISHED -> Optional.of(new RotationStatus.Gate("G1", notReady(fresh, without)));
      case LEAVES_REISSUED ->
          Optional.of(new RotationStatus.Gate("G2", parts.gates().using(old, fresh, without)));
      case OLD_DISTRUSTED ->
          Optional.of(new RotationStatus.Gate("G3", parts.gates().trusting(old, without)));
      case PLANNED,
          NEW_ROOT_CREATED,
          TRUST_CONFIRMED,
          ISSUER_SWITCHED,
          OLD_UNUSED,
          DISTRUST_CONFIRMED,
          OLD_KEY_DESTROYED,
          DONE,
          ABORTING,
          ABORTED ->
          Optional.empty();
    };
  }

  private List<Blocker> notReady(String newRoot, Set<String> without) {
    List<Blocker> blockers = new ArrayList<>(parts.gates().notTrusting(newRoot, without));
    Instant begin = trusted(newRoot).certificate().getNotBefore().toInstant();
    if (parts.clock().instant().isBefore(begin)) {
      blockers.add(
          new Blocker(newRoot, "ca", "the new root is valid from " + begin, Optional.empty(), 0));
    }
    return blockers;
  }

  private List<RotationStatus.RootView> roots() {
    TrustState state = parts.anchors().current();
    String fresh = underWay().map(Rotation::newRootSha256).orElse("");
    List<RotationStatus.RootView> views = new ArrayList<>();
    for (UpstreamRoot root : state.roots()) {
      boolean isActive = root.sha256().equals(state.active());
      boolean isFresh = root.sha256().equals(fresh);
      views.add(view(root, isActive ? "active" : isFresh ? "prepared" : "old"));
    }
    state.retired().forEach(root -> views.add(view(root, "distrusted")));
    return views;
  }

  private RotationStatus.RootView view(UpstreamRoot root, String status) {
    return new RotationStatus.RootView(
        root.sha256(),
        status,
        root.certificate().getNotBefore().toInstant(),
        root.certificate().getNotAfter().toInstant(),
        parts.upstream().backend());
  }

  private void refuseSecond() {
    underWay()
        .ifPresent(
            rotation -> {
              throw new AuthorityException(
                  "ca/rotation-under-way",
                  "rotation `" + rotation.id() + "` is under way, in state " + rotation.state());
            });
  }

  private UpstreamRoot activeRoot() {
    return parts
        .anchors()
        .current()
        .activeRoot()
        .orElseThrow(
            () -> new AuthorityException("ca/no-intermediate", "there is no root that signs"));
  }

  private UpstreamRoot trusted(String sha256) {
    return parts
        .anchors()
        .current()
        .trusted(sha256)
        .orElseThrow(
            () ->
                new AuthorityException("ca/root-unknown", "root `" + sha256 + "` is not trusted"));
  }
}
