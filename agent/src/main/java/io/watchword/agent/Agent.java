package io.watchword.agent;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.watchword.agent.attestation.LinuxHandles;
import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.WorkloadAttestation;
import io.watchword.agent.delegated.Delegates;
import io.watchword.agent.delegated.wire.DelegatedService;
import io.watchword.agent.node.CaConnector;
import io.watchword.agent.node.NodeChecks;
import io.watchword.agent.node.NodeSession;
import io.watchword.agent.node.NodeStore;
import io.watchword.agent.node.WayIn;
import io.watchword.agent.node.wire.GrpcCaConnector;
import io.watchword.agent.sds.wire.SecretService;
import io.watchword.agent.store.SvidStore;
import io.watchword.agent.svid.JwtSvidCache;
import io.watchword.agent.svid.SvidCache;
import io.watchword.agent.svid.SvidSettings;
import io.watchword.agent.trust.BundleSequences;
import io.watchword.agent.trust.TrustForwarder;
import io.watchword.agent.trust.TrusterRegistry;
import io.watchword.agent.trust.wire.TrustReportService;
import io.watchword.agent.workload.CallerEntitlements;
import io.watchword.agent.workload.CallerLimits;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.JwtSvids;
import io.watchword.agent.workload.SocketFile;
import io.watchword.agent.workload.wire.OpenStreams;
import io.watchword.agent.workload.wire.WorkloadApiServer;
import io.watchword.agent.workload.wire.WorkloadApiService;
import io.watchword.identity.svid.X509SvidValidator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An agent: what hangs together with what. The journey of an identity is [NodeSession] (the CA
/// tells entries and trust) -> [SvidCache] (keys, orders, renewals) -> [WorkloadApiService] (who
/// asks gets what its selectors entitle it to) -> [TrusterRegistry] (who holds what) ->
/// [TrustForwarder] (the CA hears of it).
///
/// Threads: one event loop for the socket and the CA's connection, `ca-session`, `trust-forwarder`,
/// a clock that ticks twice a second, and virtual threads for orders.
final class Agent implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  private static final int CALLS_PER_PROCESS = 64;
  private static final int CALLS_PER_USER = 1024;
  private static final int CALLS_PER_DELEGATE = 4096;
  private static final long TICK_MILLIS = 500;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("agent-io", true), EpollIoHandler.newFactory());
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("agent-clock", true));
  private final BundleSequences sequences = new BundleSequences();

  private final AgentConfig config;
  private final NodeStore store;
  private final WorkloadAttestation attestation;
  private final ClockWatch clockWatch;
  private final OpenStreams streams = new OpenStreams();
  private final SvidCache cache;
  private final JwtSvidCache tokens;
  private final Optional<SvidStore> svidStore;
  private final TrusterRegistry registry;
  private final OwnTrust own;
  private final TrustForwarder forwarder;
  private final WorkloadApiServer server;
  private final Optional<WorkloadApiServer> adminServer;
  private final CaConnector connector;
  private final NodeSession session;
  private final Thread sessionThread;
  private final Thread forwarderThread;

  private Agent(AgentConfig config, AgentSurroundings around) {
    this.config = config;
    clockWatch = new ClockWatch(around.clock(), around.nanos());
    around.health().set("node-svid", false, "starting");
    around.health().set("ca-connection", false, "starting");
    around.health().set("workload-api", false, "starting");
    AgentMetrics metrics = new AgentMetrics(around.meters());
    ProcessTable processes = new ProcessTable(around.proc());
    attestation =
        new WorkloadAttestation(
            processes,
            WorkloadAttestorChoice.of(config.workloadAttestors(), processes, around.clock()),
            workers);
    // Linking takes a while, and the first caller shall not wait for it.
    workers.execute(LinuxHandles::link);
    NodeChecks checks = new NodeChecks(config.domain(), new X509SvidValidator(), around.clock());

    store = NodeStore.open(config.state(), config.domain());
    try {
      WayIn wayIn = WayInChoice.of(config, store);
      cache =
          new SvidCache(
              new SvidSettings(config.cache().x509Svids(), config.svidStore().isPresent()),
              orders -> session().issue(orders),
              metrics,
              this::work,
              around.clock(),
              around.random(),
              streams::inUse,
              this::changed);
      svidStore =
          config
              .svidStore()
              .map(
                  files ->
                      SvidStore.open(
                          files.directory(), this::work, around.clock(), cache::snapshot));
      tokens =
          new JwtSvidCache(
              config.cache().jwtSvids(),
              order -> session().issueJwt(order),
              this::work,
              around.clock(),
              around.random());
      CallerEntitlements callers = new CallerEntitlements(cache);
      registry =
          new TrusterRegistry(processes::isAlive, sequences, around.clock(), this::tellTrust);
      Deliveries deliveries = new RecordedDeliveries(registry, around.audit(), metrics);
      WorkloadApiService service =
          WorkloadApiService.of(
              new WorkloadApiService.Parts(
                  callers, new JwtSvids(tokens), deliveries, streams, around.clock()));
      own = new OwnTrust(this::session, checks, around.clock());
      forwarder = new TrustForwarder(this::everyTruster, states -> session().report(states));
      server =
          WorkloadApiServer.start(
              new SocketFile(config.workloadApi().path(), "rwxrwxrwx"),
              List.of(
                  service,
                  new SecretService(
                      callers, deliveries, streams, config.sds().rootca(), around.clock()),
                  new TrustReportService(registry, callers, around.clock())),
              streams,
              attestation,
              new CallerLimits(CALLS_PER_PROCESS, CALLS_PER_USER),
              loop);
      around.health().set("workload-api", true, "serving on " + config.workloadApi());
      server.serving(false);
      adminServer =
          config
              .adminSocket()
              .map(
                  socket ->
                      WorkloadApiServer.start(
                          new SocketFile(socket.path(), "rwxrwx---"),
                          List.of(
                              new DelegatedService(
                                  new DelegatedService.Parts(
                                      new Delegates(config.delegates(), callers),
                                      new NamedProcesses(processes, attestation),
                                      cache,
                                      new JwtSvids(tokens),
                                      deliveries,
                                      streams,
                                      around.clock()))),
                          streams,
                          attestation,
                          new CallerLimits(CALLS_PER_DELEGATE, CALLS_PER_DELEGATE),
                          loop));
      connector =
          new GrpcCaConnector(
              config.ca().address().host(),
              config.ca().address().port(),
              config.domain(),
              loop,
              around.clock());
      session =
          new NodeSession(
              connector,
              store,
              wayIn,
              new NodeReactions(
                  cache, this::forgetAll, sequences, server::serving, forwarder, metrics, around),
              checks,
              around.clock(),
              around.random());
      sessionThread = Thread.ofVirtual().name("ca-session").unstarted(session::run);
      forwarderThread = Thread.ofVirtual().name("trust-forwarder").unstarted(forwarder::run);
      metrics.observe(cache::snapshot, session::identity, streams::count, around.clock());
    } catch (RuntimeException e) {
      store.close();
      attestation.close();
      stopThreads();
      throw e;
    }
  }

  /// Serves at once and seeks contact with the CA.
  static Agent start(AgentConfig config, AgentSurroundings around) {
    Agent agent = new Agent(config, around);
    agent.sessionThread.start();
    agent.forwarderThread.start();
    agent.ticker.scheduleWithFixedDelay(
        agent::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return agent;
  }

  /// Does what is due by the clock. Called twice a second.
  void tick() {
    clockWatch
        .step()
        .ifPresent(
            by -> {
              log.atWarn().addKeyValue("by", by).log("the wall clock jumped");
              cache.clockStepped(by);
              workers.execute(() -> session.clockStepped(by));
            });
    cache.renewDue();
    streams.endThoseOver();
    workers.execute(session::renewIfDue);
  }

  /// Path to JSON-able, for the admin port.
  Map<String, Supplier<Object>> dumps() {
    return Map.of(
        "/config_dump", () -> AgentDumps.config(config),
        "/identities", () -> AgentDumps.identities(session.identity(), cache.snapshot()),
        "/trust", () -> AgentDumps.trusters(everyTruster()));
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    adminServer.ifPresent(WorkloadApiServer::close);
    server.close();
    forwarder.close();
    session.close();
    connector.close();
    // Their calls must have ended before the event loop does.
    await(sessionThread);
    await(forwarderThread);
    stopThreads();
    attestation.close();
    store.close();
  }

  private List<io.watchword.identity.trust.TrusterState> everyTruster() {
    return own.with(registry.collect());
  }

  // Parts that know each other both ways meet in these: nothing calls them before the start.

  private NodeSession session() {
    return session;
  }

  private void changed() {
    streams.refresh();
    svidStore.ifPresent(SvidStore::refreshSoon);
  }

  private void forgetAll() {
    tokens.clear();
    svidStore.ifPresent(SvidStore::clear);
  }

  private void tellTrust() {
    forwarder.changed();
  }

  private static void await(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Runnable task) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException e) {
      log.atDebug().log("a task came after the end: {}", e.getMessage());
    }
  }

  private void stopThreads() {
    workers.shutdownNow();
    ticker.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
