package io.watchword.ca.authority;

import io.watchword.ca.MemoryAuditLog;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.issuance.Leaf;
import io.watchword.identity.id.SpiffeId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The real rotation and the real gates on a world of numbers: one step at a time, killed at any
/// point of it.
final class ModelAuthority {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(3600);
  private static final Rotation.Order ORDER =
      new Rotation.Order(Set.of(RotationSubject.ROOT), false, "uid:0 pid:1", NOW);

  /// The process ended.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Weakness weakness;

  ModelAuthority(Weakness weakness) {
    this.weakness = weakness;
  }

  /// A world in which a rotation is planned.
  ModelWorld planned() {
    Run run = new Run(ModelWorld.first(), List.of(), Integer.MAX_VALUE);
    var unused = run.rotation(false).start(ORDER);
    return run.result();
  }

  /// All that can come of one step: it is done, or the process is killed at some point of it and
  /// starts again.
  Set<ModelWorld> steps(ModelWorld world, List<ModelTruster> trusters) {
    Set<ModelWorld> all = new HashSet<>();
    for (int points = 0; ; points++) {
      Run run = new Run(world, trusters, points);
      try {
        var unused = run.rotation(true).step();
        all.add(run.result());
        return all;
      } catch (Killed e) {
        all.add(run.result().restarted());
      }
    }
  }

  /// An operator takes the way back; empty where it is too late.
  Optional<ModelWorld> aborted(ModelWorld world) {
    Run run = new Run(world, List.of(), Integer.MAX_VALUE);
    try {
      var unused = run.rotation(false).abort("uid:0 pid:2", "model");
      return Optional.of(run.result());
    } catch (AuthorityException e) {
      return Optional.empty();
    }
  }

  /// Where the rotation stands.
  static RotationState state(ModelWorld world) {
    return RotationJournal.open(new ModelLedger(world.ledger(), () -> {}))
        .newest()
        .orElseThrow()
        .state();
  }

  /// One process, until it is killed.
  private final class Run implements RotationEffects {
    private final List<ModelTruster> trusters;
    private final ModelLedger ledger;
    private ModelWorld world;
    private int points;

    Run(ModelWorld world, List<ModelTruster> trusters, int points) {
      this.world = world;
      this.trusters = trusters;
      this.points = points;
      this.ledger = new ModelLedger(world.ledger(), this::point);
    }

    ModelWorld result() {
      return world.with(ledger.bodies());
    }

    RootRotation rotation(boolean leads) {
      InstantSource clock = InstantSource.fixed(NOW);
      Gates gates =
          new Gates(
              new Gates.Sources(this::nodes, this::views, List::of, this::leaves, new Own()),
              clock);
      RotationGates.Facts facts =
          new RotationGates.Facts(
              root -> Optional.empty(), key -> Optional.empty(), name -> List.of());
      return new RootRotation(
          new RootRotation.Parts(
              this,
              new RotationGates(gates, facts, clock),
              new NoViews(),
              List::of,
              new Model(leads),
              new MemoryAuditLog(),
              clock,
              zeroes()),
          ledger);
    }

    private void point() {
      if (points == 0) {
        throw new Killed();
      }
      points--;
    }

    private void done(ModelWorld next) {
      point();
      world = next;
    }

    private RotationState stage() {
      return state(world.with(ledger.bodies()));
    }

    private List<Node> nodes() {
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < trusters.size(); i++) {
        if (!isForgotten(i)) {
          nodes.add(
              new Node(SpiffeId.parse(id(i)), NodeStatus.ATTESTED, "model", List.of(), NOW, LATER));
        }
      }
      return nodes;
    }

    private boolean isForgotten(int truster) {
      RotationState stage = stage();
      boolean isFirst = stage == RotationState.TRUST_PUBLISHED;
      boolean isBack = stage == RotationState.ABORTING;
      return switch (weakness) {
        case FIRST_GATE_FORGETS_ONE -> isFirst && truster == trusters.size() - 1;
        case FIRST_GATE_IS_OPEN -> isFirst;
        case WAY_BACK_IS_OPEN -> isBack;
        case SILENCE_IS_CONSENT -> ModelTruster.bundleOf(trusters.get(truster).known()) == 0;
        case NONE,
            SECOND_GATE_IGNORES_LEAVES,
            SECOND_GATE_IGNORES_CONNECTIONS,
            SWITCH_BEFORE_PUBLISHING,
            ISSUED_IS_REPLACED,
            DISTRUST_WITH_THE_SWITCH ->
            false;
      };
    }

    private List<Truster> views() {
      List<Truster> views = new ArrayList<>();
      for (int i = 0; i < trusters.size(); i++) {
        if (!isForgotten(i)) {
          views.add(new Truster(id(i), report(i), NOW, false, true));
        }
      }
      return views;
    }

    private TrusterReport report(int truster) {
      int said = trusters.get(truster).known();
      int leaf =
          weakness == Weakness.SECOND_GATE_IGNORES_LEAVES
              ? ModelWorld.NEW
              : ModelTruster.leafOf(said);
      int open =
          weakness == Weakness.SECOND_GATE_IGNORES_CONNECTIONS ? 0 : ModelTruster.openOf(said);
      return new TrusterReport(
          id(truster),
          TrusterKind.AGENT,
          "",
          ModelTruster.bundleOf(said),
          names(world.bundles().get(ModelTruster.bundleOf(said))),
          List.of(new TrusterReport.Presented("1", name(leaf), LATER)),
          open == 0 ? Map.of() : Map.of(name(open), 1),
          NOW);
    }

    private List<Leaf> leaves() {
      List<Leaf> leaves = new ArrayList<>();
      if (weakness == Weakness.SECOND_GATE_IGNORES_LEAVES) {
        return leaves;
      }
      for (int i = 0; i < trusters.size(); i++) {
        ModelTruster one = trusters.get(i);
        leaves.add(leaf(i, 1, ModelTruster.leafOf(one.known())));
        if (weakness != Weakness.ISSUED_IS_REPLACED) {
          addIf((one.knownSince() & ModelWorld.OLD) != 0, leaf(i, 2, ModelWorld.OLD), leaves);
          addIf((one.knownSince() & ModelWorld.NEW) != 0, leaf(i, 3, ModelWorld.NEW), leaves);
        }
      }
      return leaves;
    }

    private static void addIf(boolean isSo, Leaf leaf, List<Leaf> leaves) {
      if (isSo) {
        leaves.add(leaf);
      }
    }

    // The first is the one that was reported; the others were issued since.
    private static Leaf leaf(int truster, int number, int root) {
      String id = id(truster);
      String serial = number == 1 ? "1" : "later-" + number;
      return new Leaf(number, "node", id, id, "", serial, name(root), "1", LATER);
    }

    @Override
    public Rotation.Keys present(Rotation.Order order) {
      return new Rotation.Keys(name(ModelWorld.OLD), "", "", "", "");
    }

    @Override
    public Rotation create(Rotation rotation) {
      done(world.holding(world.keys() | ModelWorld.NEW));
      if (weakness == Weakness.SWITCH_BEFORE_PUBLISHING) {
        done(world.signingWith(ModelWorld.NEW));
      }
      return rotation.withNew(name(ModelWorld.NEW), "");
    }

    @Override
    public void publish(Rotation rotation) {
      done(world.publishing(world.trusted() | ModelWorld.NEW));
    }

    @Override
    public void switchOver(Rotation rotation) {
      switchTo(ModelWorld.NEW);
      if (weakness == Weakness.DISTRUST_WITH_THE_SWITCH) {
        done(world.publishing(ModelWorld.NEW));
      }
    }

    @Override
    public void reissue(Rotation rotation) {
      done(world.presenting(world.signing()));
    }

    @Override
    public void distrustOld(Rotation rotation) {
      done(world.publishing(ModelWorld.NEW));
    }

    @Override
    public void replace(Rotation rotation) {
      throw new AssertionError("no emergency in this model");
    }

    @Override
    public void destroyOld(Rotation rotation) {
      done(world.holding(world.keys() & ~ModelWorld.OLD));
    }

    @Override
    public void switchBack(Rotation rotation) {
      switchTo(ModelWorld.OLD);
    }

    @Override
    public void distrustNew(Rotation rotation) {
      done(world.publishing(ModelWorld.OLD));
    }

    @Override
    public void destroyNew(Rotation rotation) {
      done(world.holding(world.keys() & ~ModelWorld.NEW));
    }

    @Override
    public boolean isAnyOldTrusted(Rotation rotation) {
      return (world.trusted() & ModelWorld.OLD) != 0;
    }

    @Override
    public boolean isAllOldTrusted(Rotation rotation) {
      return isAnyOldTrusted(rotation);
    }

    @Override
    public long sequence() {
      return world.bundles().size();
    }

    private void switchTo(int root) {
      done(world.signingWith(root));
      done(world.presenting(root));
      done(world.activating(root));
    }

    private final class Own implements OwnIdentity {

      @Override
      public TrusterReport report() {
        return new TrusterReport(
            "spiffe://example.org/watchword/ca",
            TrusterKind.CA,
            "",
            world.bundles().size(),
            names(world.trusted()),
            List.of(new TrusterReport.Presented("1", name(world.own()), LATER)),
            Map.of(),
            NOW);
      }

      @Override
      public void renew() {}
    }
  }

  private static final class NoViews implements RootViews {

    @Override
    public String backend() {
      return "model";
    }

    @Override
    public List<RotationStatus.RootView> all(String fresh) {
      return List.of();
    }
  }

  private record Model(boolean leads) implements Leadership {

    @Override
    public boolean lead() {
      return leads;
    }

    @Override
    public <T> T asLeader(Supplier<T> step) {
      return step.get();
    }

    @Override
    public void suspend() {}

    @Override
    public void resume() {}

    @Override
    public boolean isSuspended() {
      return false;
    }
  }

  private static RandomGenerator zeroes() {
    return () -> 0;
  }

  private static String id(int truster) {
    return "spiffe://example.org/watchword/agent/" + truster;
  }

  private static String name(int root) {
    return root == ModelWorld.OLD ? "old" : "new";
  }

  private static Set<String> names(int roots) {
    return switch (roots) {
      case ModelWorld.OLD -> Set.of("old");
      case ModelWorld.NEW -> Set.of("new");
      default -> Set.of("old", "new");
    };
  }
}
