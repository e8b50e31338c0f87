package io.watchword.cli.mesh;

import io.watchword.bundles.signature.BundleKeys;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.MeshDirectory;
import io.watchword.cli.running.MeshFile;
import io.watchword.cli.running.wire.AdminClient;
import io.watchword.cli.running.wire.EntriesClient;
import io.watchword.identity.bundle.BundlePem;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs a mesh: starts the roles in order, registers who may be what, watches over them, and ends
/// them in reverse order.
///
/// [#start] is the table of contents. Thread-safe: everything that changes the set of processes
/// holds the monitor.
public final class MeshSupervisor implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STABLE = Duration.ofMinutes(1);

  private final MeshPlan plan;
  private final MeshLayout layout;
  private final Options options;
  private final Accounts accounts;
  private final Reaper reaper;
  private final Consumer<String> notes;
  private final Map<String, RoleProcess> roles = new LinkedHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean stopping;

  /// @param home the distribution whose launcher starts the roles
  /// @param readyLimit how long all roles together may take
  /// @param restart whether a role that has ended is started again
  /// @param removeAtEnd whether the state folder goes when this process ends, however it ends
  /// @param stopLimit how long a role may take to end before it is killed
  /// @param environment for every role, besides our own
  public record Options(
      Path home,
      Duration readyLimit,
      boolean restart,
      boolean removeAtEnd,
      Duration stopLimit,
      Map<String, String> environment) {

    /// How long a role usually may take to end.
    public static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  }

  private MeshSupervisor(
      MeshPlan plan, MeshLayout layout, Options options, Consumer<String> notes) {
    this.plan = plan;
    this.layout = layout;
    this.options = options;
    this.notes = notes;
    this.accounts = Accounts.choose(options.home(), layout.directory());
    this.reaper = Reaper.start(layout.reaperList());
  }

  /// Starts a mesh and returns when all its roles are ready and `mesh.json` says where they are.
  ///
  /// @param notes hears what is going on, a line each
  /// @throws MeshException where a role does not come up; what was started has been ended again
  public static MeshSupervisor start(
      MeshConfig config, Path directory, Options options, Consumer<String> notes) {
    MeshLayout layout = MeshLayout.create(directory);
    refuseSecond(layout);
    MeshSupervisor mesh = new MeshSupervisor(MeshPlan.of(config), layout, options, notes);
    try {
      mesh.arrangeCleanUp();
      mesh.writeFiles();
      mesh.startRole("ca", mesh.accounts.own());
      mesh.register();
      mesh.startRole("agent", mesh.accounts.own());
      mesh.startTogether();
      mesh.writeMeshFile();
      return mesh;
    } catch (RuntimeException e) {
      mesh.close();
      throw e;
    }
  }

  /// The mesh's folder, to read `mesh.json` from.
  public MeshDirectory directory() {
    return new MeshDirectory(layout.directory());
  }

  public MeshLayout layout() {
    return layout;
  }

  public Accounts accounts() {
    return accounts;
  }

  /// What else must not outlive this process may be told to it.
  public Reaper reaper() {
    return reaper;
  }

  public Path adminSocket() {
    return layout.adminSocket();
  }

  /// SPIFFE ID of the mesh's agent: the parent of entries.
  public String agentId() {
    return plan.agentId();
  }

  /// Blocks until the mesh has been ended.
  public void awaitEnd() throws InterruptedException {
    stopped.await();
  }

  /// Ends all roles, last started first. Does nothing the second time.
  @Override
  public void close() {
    List<RoleProcess> ending;
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
      ending = new ArrayList<>(roles.values()).reversed();
    }
    try {
      Files.deleteIfExists(layout.directory().resolve(MeshFile.NAME));
    } catch (IOException e) {
      notes.accept("mesh.json could not be removed: " + e);
    }
    // All at once: each drains by itself, and none needs another to do so.
    ending.forEach(role -> role.process().destroy());
    ending.forEach(this::awaitEnd);
    reaper.close();
    stopped.countDown();
  }

  private static void refuseSecond(MeshLayout layout) {
    if (!Files.exists(layout.directory().resolve(MeshFile.NAME))) {
      return;
    }
    Optional<ProcessHandle> running = new MeshDirectory(layout.directory()).supervisor();
    if (running.isPresent() && running.get().isAlive()) {
      throw new MeshException(
          "a mesh runs in `"
              + layout.directory()
              + "` already (process "
              + running.get().pid()
              + "); end it with `watchword down --dir "
              + layout.directory()
              + "`, or use another --dir");
    }
  }

  private void arrangeCleanUp() {
    reaper.remove(layout.directory().resolve(MeshFile.NAME));
    if (options.removeAtEnd()) {
      reaper.remove(layout.directory());
    }
    if (layout.socketsAreElsewhere()) {
      reaper.remove(layout.sockets());
    }
  }

  private void writeFiles() {
    try {
      for (String role : List.of("agent", "authz", "proxy")) {
        Files.createDirectories(layout.state(role));
      }
      if (!Files.exists(layout.bundleSigningKey())) {
        BundleKeys.generate(layout.bundleSigningKey(), layout.bundleKey());
      }
      new RoleFiles(plan, layout).writeAll();
      Files.createDirectories(layout.audit().resolve("proxy-1"));
      accounts.give(layout.state("proxy"), accounts.proxy());
      accounts.give(layout.audit().resolve("proxy-1"), accounts.proxy());
    } catch (IOException e) {
      throw new MeshException(
          "the state folder `" + layout.directory() + "` cannot be written: " + e, e);
    }
  }

  private void startTogether() {
    RoleProcess authz = launch("authz", accounts.own());
    RoleProcess proxy = launch("proxy", accounts.proxy());
    authz.awaitReady(options.readyLimit());
    proxy.awaitReady(options.readyLimit());
  }

  private void startRole(String role, int uid) {
    launch(role, uid).awaitReady(options.readyLimit());
  }

  private synchronized RoleProcess launch(String role, int uid) {
    if (stopping) {
      throw new MeshException("the mesh is being ended");
    }
    List<String> command =
        List.of(
            options.home().resolve("bin/watchword").toString(),
            role,
            "run",
            "-c",
            layout.config(role).toString());
    Path ready = layout.ready(role);
    if (uid != accounts.own()) {
      ready = layout.state(role).resolve("ready.json");
    }
    RoleProcess process =
        RoleProcess.start(
            role, accounts.as(uid, command), options.environment(), layout.log(role), ready);
    roles.put(role, process);
    watch(process, FIRST_PAUSE);
    return process;
  }

  /// Registers authz and every workload, and hands the agent its token.
  private void register() {
    try (AdminClient ca = AdminClient.of(layout.adminSocket());
        EntriesClient entries = EntriesClient.of(layout.adminSocket())) {
      Registrar registrar = new Registrar(entries, plan.agentId());
      registrar.register(plan.authzId(), "unix:uid:" + accounts.own(), "authz");
      for (MeshPlan.PlannedWorkload planned : plan.workloads()) {
        registrar.register(
            planned.workload().identity(plan.config().trustDomain()),
            planned.workload().attest().orElse("unix:uid:" + accounts.proxy()),
            planned.workload().name());
      }
      writeSecret(
          layout.joinToken(), ca.createToken(plan.agentId(), Duration.ofMinutes(10)).token());
      CaAnswer.Bundle bundle = ca.bundle();
      Files.writeString(
          layout.trust(),
          BundlePem.print(
              X509Bundle.parse(new TrustDomain(bundle.trustDomain()), bundle.concatenatedRoots())));
    } catch (IOException e) {
      throw new MeshException(
          "the state folder `" + layout.directory() + "` cannot be written: " + e, e);
    }
  }

  private synchronized void writeMeshFile() {
    MeshFile mesh =
        new MeshFile(
            ProcessHandle.current().pid(),
            plan.config().trustDomain(),
            layout.trust().getFileName().toString(),
            new MeshFile.Ca(
                pid("ca"),
                "unix:" + layout.adminSocket(),
                plan.caNodes(),
                "http://" + plan.caHealth()),
            List.of(
                new MeshFile.Agent(
                    pid("agent"), "unix:" + layout.workloadApi(), "http://" + plan.agentHealth())),
            List.of(
                new MeshFile.Authz(
                    pid("authz"), "https://" + plan.authzListen(), "http://" + plan.authzHealth())),
            List.of(
                new MeshFile.Proxy(
                    pid("proxy"),
                    "node",
                    "http://" + plan.proxyAdmin(),
                    plan.workloads().stream().map(this::workload).toList())),
            List.of("audit/ca-1", "audit/agent-1", "audit/authz-1", "audit/proxy-1"));
    try {
      directory().write(mesh);
    } catch (IOException e) {
      throw new MeshException("mesh.json could not be written: " + e, e);
    }
  }

  private long pid(String role) {
    RoleProcess process = roles.get(role);
    if (process == null) {
      throw new MeshException("`" + role + "` was not started");
    }
    return process.pid();
  }

  private MeshFile.Workload workload(MeshPlan.PlannedWorkload planned) {
    List<MeshFile.Outbound> outbound = new ArrayList<>();
    for (int i = 0; i < planned.outbound().size(); i++) {
      outbound.add(
          new MeshFile.Outbound(
              planned.outbound().get(i), planned.workload().outbound().get(i).to()));
    }
    return new MeshFile.Workload(
        planned.workload().name(),
        planned.workload().identity(plan.config().trustDomain()),
        planned.inbound(),
        outbound);
  }

  /// Starts `role` again when it has ended, after a pause that doubles while it keeps ending.
  private void watch(RoleProcess role, Duration pause) {
    reaper.watch(role.process().toHandle());
    long started = System.nanoTime();
    role.process()
        .onExit()
        .thenAccept(ended -> Thread.ofVirtual().start(() -> ended(role, ended, started, pause)));
  }

  private void ended(RoleProcess role, Process ended, long started, Duration pause) {
    synchronized (this) {
      if (stopping) {
        return;
      }
    }
    notes.accept("`" + role.role() + "` ended with exit code " + ended.exitValue());
    if (!options.restart()) {
      return;
    }
    boolean wasStable = System.nanoTime() - started > STABLE.toNanos();
    Duration wait = wasStable ? FIRST_PAUSE : pause;
    try {
      if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    synchronized (this) {
      if (stopping) {
        return;
      }
      notes.accept("starting `" + role.role() + "` again");
      role.restart();
      Duration next = wait.multipliedBy(2);
      watch(role, next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next);
      if (Files.exists(layout.directory().resolve(MeshFile.NAME))) {
        writeMeshFile();
      }
    }
  }

  private void awaitEnd(RoleProcess role) {
    try {
      if (!role.process().waitFor(options.stopLimit().toMillis(), TimeUnit.MILLISECONDS)) {
        notes.accept(
            "`"
                + role.role()
                + "` did not end within "
                + options.stopLimit().toSeconds()
                + " s: killed");
        role.process().destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      role.process().destroyForcibly();
    }
  }

  private static void writeSecret(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret + "\n");
  }
}
