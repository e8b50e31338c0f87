package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.CaKeys;
import io.watchword.cli.mesh.Distribution;
import io.watchword.cli.mesh.MeshConfig;
import io.watchword.cli.mesh.MeshException;
import io.watchword.cli.mesh.MeshSupervisor;
import io.watchword.cli.output.Console;
import io.watchword.identity.svid.X509Svid;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/// The journey of `quickstart`: a mesh comes up, is walked through, reported on, and goes again.
/// [#walk] is the table of contents.
final class Quickstart {

  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  /// A JVM that records writes its cache when it ends, which takes a while.
  private static final Duration RECORDING_LIMIT = Duration.ofMinutes(3);

  private final Console console;
  private final Path folder;
  private final Settings settings;

  /// @param keep the folder stays when the tour is over
  /// @param keys where the CA's keys are, instead of what the example says
  /// @param searchPath where other programs are found, as PATH has it
  /// @param recording folder that every role records what it loads into, for the build's caches
  /// @param reports where the reports go at the end
  record Settings(
      boolean keep,
      Optional<CaKeys> keys,
      String searchPath,
      Optional<Path> recording,
      Path reports) {}

  Quickstart(Console console, Path folder, Settings settings) {
    this.console = console;
    this.folder = folder;
    this.settings = settings;
  }

  /// Walks, and returns what came of it.
  QuickstartResult walk() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    ShopProcesses.Ports ports = ShopProcesses.Ports.free();
    MeshConfig config = example(ports);
    console.note(
        console.bold(
            "A mesh of its own: CA, agent, authz, one proxy for web, orders, ledger and intruder"));
    MeshSupervisor.Options options =
        new MeshSupervisor.Options(
            Distribution.home(),
            READY_LIMIT,
            true,
            !settings.keep(),
            settings.recording().isEmpty() ? MeshSupervisor.Options.STOP_LIMIT : RECORDING_LIMIT,
            settings
                .recording()
                .map(into -> Map.of("WATCHWORD_AOT_RECORD", into.toString()))
                .orElse(Map.of()));
    try (MeshSupervisor mesh =
        MeshSupervisor.start(config, folder.resolve("mesh"), options, console::note)) {
      Thread end = new Thread(mesh::close, "mesh-end");
      Runtime.getRuntime().addShutdownHook(end);
      if (!settings.keep()) {
        mesh.reaper().remove(folder);
      }
      try (ShopProcesses shop = ShopProcesses.start(folder.resolve("shop"), ports, mesh.reaper())) {
        Scene scene = new Scene(folder, mesh, mesh.directory().read(), ports);
        console.note(console.faint("    up after " + seconds(begin) + " s, below " + folder));
        return tour(scene, begin);
      }
    }
  }

  private QuickstartResult tour(Scene scene, long begin) throws IOException, InterruptedException {
    Tour tour = new Tour(console);
    CompletableFuture<X509Svid> foreign =
        inBackground(
            () ->
                new ForeignMesh(
                        folder.resolve("f"), scene.mesh().reaper(), scene.mesh().accounts().own())
                    .svid());
    X509Svid shortLived = shortLived(scene);
    Credentials credentials =
        new Credentials(() -> result(foreign), () -> Credentials.onceExpired(shortLived));
    RotationSteps rotation = new RotationSteps(scene, console);
    EvidenceSteps evidence = new EvidenceSteps(scene, settings.reports());

    new TrafficSteps(scene, credentials).take(tour);
    new PolicySteps(scene).take(tour);
    // Before the side proxies: they come and go, and a rotation waits for whoever has gone until
    // their last SVID has expired.
    rotation.take(tour);
    tour.chapter("Where policies come from");
    new UnsignedBundleStep(scene).take(tour);
    Optional<OpaStep> opa = OpaStep.ifInstalled(scene, settings.searchPath());
    if (opa.isPresent()) {
      opa.get().take(tour);
    }
    evidence.take(tour);
    if (settings.recording().isPresent()) {
      new Rehearsal(settings.recording().get()).run(scene);
    }

    List<StepResult> steps = evidence.withRules(tour.results());
    return new QuickstartResult(
        steps.stream().allMatch(StepResult::ok),
        steps,
        rotation.rotation().orElse(null),
        evidence.report().orElse(null),
        evidence.log().orElse(null),
        new QuickstartResult.Ca(evidence.backend()),
        Map.of("watchword", Distribution.version(), "java", Runtime.version().toString()),
        seconds(begin));
  }

  /// The example, copied to where policies may be edited, with the applications' real ports.
  private MeshConfig example(ShopProcesses.Ports ports) throws IOException {
    Path example = Distribution.home().resolve("examples/shop");
    copy(example, folder);
    MeshConfig config = ConfigReader.read(folder.resolve("mesh.yaml"), MeshConfig.class);
    return new MeshConfig(
        config.trustDomain(),
        config.rootNamespace(),
        config.defaultAction(),
        ca(config),
        List.of(folder.resolve("policies")),
        config.workloads().stream().map(workload -> onPorts(workload, ports)).toList());
  }

  private Optional<MeshConfig.Ca> ca(MeshConfig config) {
    if (settings.keys().isEmpty()) {
      return config.ca();
    }
    return Optional.of(
        new MeshConfig.Ca(
            settings.keys(), config.ca().map(MeshConfig.Ca::svidTtl).orElse(Duration.ofHours(1))));
  }

  private static MeshConfig.Workload onPorts(
      MeshConfig.Workload workload, ShopProcesses.Ports ports) {
    int port = workload.name().equals("ledger") ? ports.ledger() : ports.orders();
    return new MeshConfig.Workload(
        workload.name(),
        workload.namespace(),
        workload.serviceAccount(),
        workload.spiffeId(),
        workload.labels(),
        workload.attest(),
        workload.inbound().stream()
            .map(
                inbound ->
                    new MeshConfig.Inbound(
                        inbound.listen(), new HostPort("127.0.0.1", port), inbound.protocol()))
            .toList(),
        workload.outbound());
  }

  /// An SVID with two seconds to live, taken at once so that it has run out by the time it is
  /// tried.
  private static X509Svid shortLived(Scene scene) throws IOException, InterruptedException {
    try (OwnEntry entry = OwnEntry.create(scene, "mayfly", 2)) {
      return entry.svid();
    }
  }

  private static <T> CompletableFuture<T> inBackground(java.util.concurrent.Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("quickstart-background")
        .daemon()
        .start(
            () -> {
              try {
                result.complete(work.call());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                result.completeExceptionally(e);
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static <T> T result(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new MeshException(String.valueOf(e.getCause()), e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            Path target = to.resolve(from.relativize(file).toString());
            try {
              if (Files.isDirectory(file)) {
                Files.createDirectories(target);
              } else {
                Files.copy(file, target);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static double seconds(long begin) {
    return Math.round((System.nanoTime() - begin) / 100_000_000.0) / 10.0;
  }
}
