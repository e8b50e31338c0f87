package io.watchword.ca.authority;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.issuance.Leaf;
import io.watchword.ca.journal.JournalException;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import io.watchword.ca.keys.KeysException;
import io.watchword.platform.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rotation of roots, intermediates and JWT keys: one state after the other, each effect one
/// that may be repeated. Thread-safe by one lock.
///
/// `advance` is called at each report and every so often; it goes as far as the gates let it. A
/// state stands in the journal when its effect is done, so whoever starts anew after a crash
/// repeats at most one effect, and finds it done. After a restart nothing moves until an operator
/// says so; of several CAs one moves.
public final class RootRotation implements AutoCloseable {
  // Invariants, as the model of the tests checks them on this code:
  // I1  any two live workloads can verify each other, both ways (G1 before the switch, G2 before
  // the distrust, and the same on the way back)
  // I2  a root is distrusted only if every live truster has the other one and every live leaf hangs
  // from it
  // I3  the journal, replayed from any prefix, reaches DONE or ABORTED
  // I4  nothing signs under a root that is not published (TrustAnchors.activate refuses)
  // An emergency gives up I1 and I2, and says so first.

  private static final Logger LOG = LoggerFactory.getLogger(RootRotation.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  // An operator watches: not as long as a renewal, which has days.
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  /// What a rotation works with.
  ///
  /// @param roots as `root list` shows them, given the SHA-256 of one that is being prepared
  /// @param leadership which CA carries out the steps
  /// @param random for the last letters of a rotation's name
  record Parts(
      RotationEffects effects,
      RotationGates gates,
      RootViews roots,
      Supplier<List<Truster>> counting,
      Leadership leadership,
      AuditLog audit,
      InstantSource clock,
      RandomGenerator random) {}

  /// Where a rotation happens.
  ///
  /// @param effects what it works on
  /// @param leaves unexpired leaves that nothing replaced at their holder, whatever their root
  public record Surroundings(
      AuthorityEffects.Parts effects,
      Gates gates,
      Supplier<List<Leaf>> leaves,
      Leadership leadership,
      AuditLog audit,
      InstantSource clock,
      RandomGenerator random) {

    private Parts parts() {
      RotationGates.Facts facts =
          new RotationGates.Facts(
              root ->
                  effects
                      .anchors()
                      .current()
                      .known(root)
                      .map(known -> known.certificate().getNotBefore().toInstant()),
              key -> effects.jwtKeys().lastExpiry(key),
              this::leavesOf);
      return new Parts(
          new AuthorityEffects(effects),
          new RotationGates(gates, facts, clock),
          RootViews.of(effects.anchors(), effects.upstream().backend()),
          gates::counting,
          leadership,
          audit,
          clock,
          random);
    }

    private List<Leaf> leavesOf(String intermediate) {
      Optional<String> serial = effects.intermediates().serialOf(intermediate);
      return leaves.get().stream()
          .filter(leaf -> serial.filter(leaf.issuerSerial()::equals).isPresent())
          .toList();
    }
  }

  private final Parts parts;
  private final RotationJournal journal;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private @Nullable String trouble;
  private Instant retryAt = Instant.MIN;
  private Duration wait = FIRST_WAIT;

  /// What `ledger` holds; a rotation that is not over is suspended.
  public RootRotation(Surroundings surroundings, Ledger ledger) {
    this(surroundings.parts(), ledger);
  }

  RootRotation(Parts parts, Ledger ledger) {
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

  /// What such a rotation would do, and who would be waited for.
  ///
  /// @throws AuthorityException `ca/rotation-under-way`, `ca/no-jwt-keys`
  public synchronized RotationStatus plan(Rotation.Order order) {
    RotationStatus now = status();
    Optional<Rotation> other = underWay();
    if (!order.compromised()) {
      refuseSecond();
    }
    Rotation.Keys keys = other.map(Rotation::keys).orElseGet(() -> parts.effects().present(order));
    Optional<Outage> outage =
        order.compromised()
            ? Optional.of(
                Outage.of(keys.oldRoot(), parts.counting().get(), parts.clock().instant()))
            : Optional.empty();
    return new RotationStatus(
        now.rotation(),
        Optional.of(new RotationStatus.Gate("", parts.gates().everyone())),
        now.roots(),
        false,
        Optional.of(
            new RotationStatus.Plan(
                RotationPlan.steps(order, keys, parts.roots().backend()), keys.oldRoot(), outage)));
  }

  /// Starts a rotation.
  ///
  /// @throws AuthorityException `ca/rotation-under-way`, `ca/no-jwt-keys`
  public RotationStatus start(Rotation.Order order) {
    synchronized (this) {
      refuseSecond();
      byte[] letters = new byte[2];
      parts.random().nextBytes(letters);
      String id = "r-" + STAMP.format(order.at()) + "-" + HexFormat.of().formatHex(letters);
      Rotation planned =
          Rotation.planned(id, order, parts.effects().present(order), parts.effects().sequence());
      write(journal.newest(), planned, "");
    }
    advance();
    return status();
  }

  /// Replaces the root that signs, whose key is in wrong hands: distrusted first. A rotation away
  /// from it that is under way becomes this.
  ///
  /// @param confirm SHA-256 of that root again
  /// @throws AuthorityException `ca/confirmation-differs`, `ca/rotation-under-way`
  public RotationStatus startEmergency(Rotation.Order order, String confirm) {
    Optional<Rotation> other = underWay();
    String old =
        other
            .map(rotation -> rotation.keys().oldRoot())
            .orElseGet(() -> parts.effects().present(order).oldRoot());
    if (!old.equals(confirm)) {
      throw new AuthorityException(
          "ca/confirmation-differs", "confirmation `" + confirm + "` (expected: `" + old + "`)");
    }
    if (other.isEmpty()) {
      return start(order);
    }
    synchronized (this) {
      Rotation rotation = underWay().orElseThrow(RootRotation::noRotation);
      if (rotation.state() == RotationState.ABORTING) {
        throw new AuthorityException(
            "ca/rotation-under-way", "rotation `" + rotation.id() + "` is on its way back");
      }
      Rotation.Keys present = parts.effects().present(order);
      boolean hasJwt = order.subjects().contains(RotationSubject.JWT_KEYS);
      boolean hadJwt = rotation.replaces(RotationSubject.JWT_KEYS);
      Rotation.Keys keys =
          new Rotation.Keys(
              old,
              rotation.replaces(RotationSubject.ROOT) ? rotation.keys().newRoot() : "",
              hadJwt || !hasJwt ? rotation.keys().oldJwt() : present.oldJwt(),
              rotation.keys().newJwt(),
              rotation.keys().oldIntermediate());
      write(
          Optional.of(rotation),
          rotation.inEmergency(keys, hasJwt),
          "compromised, says " + order.operator());
      parts.leadership().resume();
    }
    advance();
    return status();
  }

  /// Goes on after a restart, or without a truster that cannot be reached.
  ///
  /// @param without SPIFFE ID or name of that truster, with the `reason`; empty for none
  /// @throws AuthorityException `ca/no-rotation`, `ca/without-reason`, `ca/truster-unknown`
  public RotationStatus resume(String operator, String without, String reason) {
    synchronized (this) {
      Rotation rotation = underWay().orElseThrow(RootRotation::noRotation);
      if (!without.isEmpty()) {
        goOnWithout(rotation, operator, without, reason);
      }
      parts.leadership().resume();
      retryAt = Instant.MIN;
    }
    advance();
    return status();
  }

  /// Takes the way back, from any state in which what is old is still trusted.
  ///
  /// @throws AuthorityException `ca/no-rotation`, `ca/too-late-to-abort`
  public RotationStatus abort(String operator, String reason) {
    synchronized (this) {
      Rotation rotation = underWay().orElseThrow(RootRotation::noRotation);
      if (rotation.state() != RotationState.ABORTING) {
        refuseLateAbort(rotation);
        write(
            Optional.of(rotation),
            rotation.aborting(operator, reason, parts.clock().instant()),
            "abort by " + operator + ": " + reason);
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
    return status(journal.newest());
  }

  /// The status of rotation `id`.
  ///
  /// @throws AuthorityException `ca/rotation-unknown`
  public synchronized RotationStatus status(String id) {
    return status(Optional.of(find(id)));
  }

  /// All rotations there were, oldest first.
  public List<Rotation> all() {
    return journal.all();
  }

  /// The journal's lines, in order, of all rotations.
  public List<JournalLine> lines() {
    return journal.lines();
  }

  /// The one that is not over, if any.
  public synchronized Optional<Rotation> underWay() {
    return journal.newest().filter(rotation -> !rotation.state().isOver());
  }

  @Override
  public void close() {
    journal.close();
  }

  private RotationStatus status(Optional<Rotation> of) {
    String fresh = underWay().map(Rotation::newRootSha256).orElse("");
    boolean isSuspended =
        of.filter(rotation -> !rotation.state().isOver()).isPresent()
            && parts.leadership().isSuspended();
    return new RotationStatus(
        of, of.flatMap(this::gate), parts.roots().all(fresh), isSuspended, Optional.empty());
  }

  private Rotation find(String id) {
    return journal.all().stream()
        .filter(rotation -> rotation.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new AuthorityException("ca/rotation-unknown", "no rotation `" + id + "`"));
  }

  /// One step, if one can be made now.
  synchronized boolean step() {
    Instant now = parts.clock().instant();
    if (underWay().isEmpty()
        || parts.leadership().isSuspended()
        || now.isBefore(retryAt)
        || !parts.leadership().lead()) {
      return false;
    }
    // Anew: with the lead comes what others recorded meanwhile.
    Optional<Rotation> found = underWay();
    if (found.isEmpty()) {
      return false;
    }
    try {
      boolean moved = parts.leadership().asLeader(() -> step(found.get()));
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
      waitForOutside(found.get(), String.valueOf(e.getMessage()), now);
      return false;
    }
  }

  private void waitForOutside(Rotation rotation, String why, Instant now) {
    if (trouble == null) {
      LOG.atWarn()
          .addKeyValue("rotation", rotation.id())
          .addKeyValue("reason", why)
          .log("rotation waits");
    }
    trouble = why;
    retryAt = now.plus(wait);
    Duration twice = wait.multipliedBy(2);
    wait = twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
  }

  private boolean step(Rotation rotation) {
    if (rotation.state() == RotationState.ABORTING) {
      return back(rotation);
    }
    return rotation.order().compromised() ? inHaste(rotation) : forth(rotation);
  }

  private boolean forth(Rotation rotation) {
    RotationEffects effects = parts.effects();
    return switch (rotation.state()) {
      case PLANNED -> reach(rotation, effects.create(rotation), RotationState.NEW_ROOT_CREATED);
      case NEW_ROOT_CREATED -> {
        effects.publish(rotation);
        yield reach(rotation, RotationState.TRUST_PUBLISHED);
      }
      case TRUST_PUBLISHED -> pass(rotation, RotationState.TRUST_CONFIRMED);
      case TRUST_CONFIRMED -> {
        effects.switchOver(rotation);
        yield reach(rotation, RotationState.ISSUER_SWITCHED);
      }
      case ISSUER_SWITCHED -> {
        effects.reissue(rotation);
        yield reach(rotation, RotationState.LEAVES_REISSUED);
      }
      case LEAVES_REISSUED -> pass(rotation, RotationState.OLD_UNUSED);
      case OLD_UNUSED -> {
        effects.distrustOld(rotation);
        yield reach(rotation, RotationState.OLD_DISTRUSTED);
      }
      case OLD_DISTRUSTED -> pass(rotation, RotationState.DISTRUST_CONFIRMED);
      case DISTRUST_CONFIRMED -> {
        effects.destroyOld(rotation);
        yield reach(rotation, RotationState.OLD_KEY_DESTROYED);
      }
      case OLD_KEY_DESTROYED -> reach(rotation, RotationState.DONE);
      case DONE, ABORTING, ABORTED -> false;
    };
  }

  // The same states in another order: what is old is distrusted before anybody is asked. Wherever
  // an ordinary rotation stood when it became an emergency, this is next.
  private boolean inHaste(Rotation rotation) {
    RotationEffects effects = parts.effects();
    if (rotation.state() == RotationState.PLANNED || rotation.keys().newRoot().isEmpty()) {
      return reach(rotation, effects.create(rotation), RotationState.NEW_ROOT_CREATED);
    }
    if (isMissingNewJwt(rotation)) {
      return reach(rotation, effects.create(rotation), rotation.state());
    }
    if (effects.isAnyOldTrusted(rotation)) {
      effects.replace(rotation);
      return reach(rotation, RotationState.OLD_DISTRUSTED);
    }
    return switch (rotation.state()) {
      // Killed between the new bundle and its line.
      case PLANNED,
          NEW_ROOT_CREATED,
          TRUST_PUBLISHED,
          TRUST_CONFIRMED,
          ISSUER_SWITCHED,
          OLD_UNUSED ->
          rotation.state() == RotationState.OLD_UNUSED && hasConfirmedDistrust(rotation)
              ? destroyInHaste(rotation)
              : replaceAgain(rotation);
      case OLD_DISTRUSTED -> pass(rotation, RotationState.DISTRUST_CONFIRMED);
      case DISTRUST_CONFIRMED -> {
        effects.reissue(rotation);
        yield reach(rotation, RotationState.LEAVES_REISSUED);
      }
      case LEAVES_REISSUED ->
          hasConfirmedDistrust(rotation)
              ? pass(rotation, RotationState.OLD_UNUSED)
              : replaceAgain(rotation);
      case OLD_KEY_DESTROYED -> reach(rotation, RotationState.DONE);
      case DONE, ABORTING, ABORTED -> false;
    };
  }

  private boolean replaceAgain(Rotation rotation) {
    parts.effects().replace(rotation);
    return reach(rotation, RotationState.OLD_DISTRUSTED);
  }

  private boolean destroyInHaste(Rotation rotation) {
    parts.effects().destroyOld(rotation);
    return reach(rotation, RotationState.OLD_KEY_DESTROYED);
  }

  private static boolean isMissingNewJwt(Rotation rotation) {
    return rotation.replaces(RotationSubject.JWT_KEYS) && rotation.keys().newJwt().isEmpty();
  }

  // The states of before and after the distrust share names; the journal tells them apart.
  private boolean hasConfirmedDistrust(Rotation rotation) {
    return journal.hasReached(rotation.id(), RotationState.DISTRUST_CONFIRMED);
  }

  private boolean back(Rotation rotation) {
    RotationEffects effects = parts.effects();
    return switch (rotation.abort().step()) {
      case NONE, BEGUN -> {
        effects.switchBack(rotation);
        yield reach(rotation, AbortStep.SWITCHED_BACK);
      }
      case SWITCHED_BACK -> pass(rotation, AbortStep.NEW_UNUSED);
      case NEW_UNUSED -> {
        effects.distrustNew(rotation);
        yield reach(rotation, AbortStep.NEW_DISTRUSTED);
      }
      case NEW_DISTRUSTED -> pass(rotation, AbortStep.DISTRUST_CONFIRMED);
      case DISTRUST_CONFIRMED -> {
        effects.destroyNew(rotation);
        yield reach(rotation, AbortStep.NEW_KEY_DESTROYED);
      }
      case NEW_KEY_DESTROYED -> reach(rotation, RotationState.ABORTED);
    };
  }

  private boolean isOpen(Rotation rotation) {
    return parts.gates().before(rotation).map(RotationStatus.Gate::isOpen).orElse(true);
  }

  private boolean pass(Rotation rotation, RotationState next) {
    return isOpen(rotation) && reach(rotation, next);
  }

  private boolean pass(Rotation rotation, AbortStep next) {
    return isOpen(rotation) && reach(rotation, next);
  }

  private boolean reach(Rotation rotation, RotationState next) {
    return reach(rotation, rotation, next);
  }

  private boolean reach(Rotation from, Rotation changed, RotationState next) {
    Instant now = parts.clock().instant();
    write(Optional.of(from), changed.reaching(next, now, parts.effects().sequence()), "");
    return true;
  }

  private boolean reach(Rotation from, AbortStep next) {
    Instant now = parts.clock().instant();
    write(Optional.of(from), from.reaching(next, now, parts.effects().sequence()), "");
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
        "without " + without + " by " + operator + ": " + reason,
        () -> parts.audit().append(record(changed, operator, without, reason)));
    listeners.forEach(Runnable::run);
  }

  private void write(Optional<Rotation> from, Rotation to, String reason) {
    String operator =
        to.state() == RotationState.ABORTING || to.state() == RotationState.ABORTED
            ? to.abort().operator()
            : to.operator();
    journal.append(from, to, reason, () -> parts.audit().append(record(to, operator, "", reason)));
  }

  private CaRecord.Rotation record(
      Rotation rotation, String operator, String without, String reason) {
    return new CaRecord.Rotation(
        rotation.id(),
        rotation.state().name(),
        rotation.oldRootSha256(),
        rotation.newRootSha256(),
        rotation.sequence(),
        operator,
        without,
        reason);
  }

  private Optional<RotationStatus.Gate> gate(Rotation rotation) {
    if (trouble != null && !rotation.state().isOver()) {
      Blocker outside =
          Blocker.ofCa(
              parts.roots().backend(), trouble, "it goes on by itself when that is mended");
      return Optional.of(new RotationStatus.Gate("", List.of(outside)));
    }
    return parts.gates().before(rotation);
  }

  private void refuseLateAbort(Rotation rotation) {
    boolean isLate =
        Set.of(
                RotationState.OLD_DISTRUSTED,
                RotationState.DISTRUST_CONFIRMED,
                RotationState.OLD_KEY_DESTROYED)
            .contains(rotation.state());
    // The effect of OLD_DISTRUSTED comes before its line, and that of an emergency too.
    boolean isGone =
        rotation.replaces(RotationSubject.ROOT) || rotation.replaces(RotationSubject.JWT_KEYS)
            ? !parts.effects().isAllOldTrusted(rotation)
            : isLate;
    if (isLate || isGone) {
      throw new AuthorityException(
          "ca/too-late-to-abort",
          "rotation `"
              + rotation.id()
              + "` is in state "
              + rotation.state()
              + ": what is old is distrusted already (another rotation can replace what is new)");
    }
  }

  private void refuseSecond() {
    underWay()
        .ifPresent(
            rotation -> {
              throw new AuthorityException(
                  "ca/rotation-under-way",
                  "rotation `"
                      + rotation.id()
                      + "` that `"
                      + rotation.operator()
                      + "` started at "
                      + rotation.order().at()
                      + " is under way, in state "
                      + rotation.state()
                      + " (see `watchword root status`; end it with `root resume` or `root"
                      + " abort`)");
            });
  }

  private static AuthorityException noRotation() {
    return new AuthorityException("ca/no-rotation", "no rotation is under way");
  }
}
