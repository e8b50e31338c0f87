package io.watchword.proxy;

import io.micrometer.core.instrument.Gauge;
import io.watchword.authz.activation.BundleActivator;
import io.watchword.authz.activation.LastGoodBundle;
import io.watchword.authz.activation.RegoAndYaml;
import io.watchword.authz.decision.opa.OpaRestConfig;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.bundles.download.BundleDownloader;
import io.watchword.bundles.download.DownloadSettings;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.trust.TrusterState;
import io.watchword.identity.workload.TrustReporter;
import io.watchword.identity.workload.X509Source;
import io.watchword.proxy.authorize.BundlePolicies;
import io.watchword.proxy.authorize.FilePolicies;
import io.watchword.proxy.authorize.OpaPolicies;
import io.watchword.proxy.authorize.PolicySource;
import io.watchword.proxy.config.PoliciesConfig;
import io.watchword.proxy.config.ProxyConfig;
import io.watchword.proxy.config.WorkloadConfig;
import io.watchword.proxy.identity.IdentitySources;
import io.watchword.proxy.observe.ConnectionRegistry;
import io.watchword.proxy.observe.Ids;
import io.watchword.proxy.observe.MetricNames;
import io.watchword.proxy.observe.TrafficLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running proxy: workloads with their identities, one source of policies, listeners on the data
/// plane, and the chores beside it. Thread-safe; started and closed once.
final class Proxy implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Proxy.class);

  // Idle connections and streams get this long to end by themselves before they are asked to.
  private static final Duration GENTLE = Duration.ofSeconds(1);

  private final ProxyConfig config;
  private final Surroundings outside;
  private final DataPlane plane;
  private final ConnectionRegistry registry = new ConnectionRegistry();
  private final TrafficLog traffic;
  private final IdentitySources identities;
  private final List<Workload> workloads = new ArrayList<>();
  private final PolicySource policies;
  private final List<TrustReporter> reporters = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService chores =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("proxy-chores").factory());
  private final AtomicBoolean announced = new AtomicBoolean();
  private volatile boolean draining;

  private Proxy(ProxyConfig config, Surroundings outside) {
    this.config = config;
    this.outside = outside;
    this.plane = new DataPlane(config.threads());
    this.traffic = new TrafficLog(outside.audit()::offer);
    this.identities = new IdentitySources(outside.clock(), outside.random());
    this.policies = policySource();
  }

  /// Starts everything; what cannot be had yet, such as an identity, is waited for while traffic is
  /// refused.
  static Proxy start(ProxyConfig config, Surroundings outside) {
    Proxy proxy = new Proxy(config, outside);
    try {
      proxy.begin();
      return proxy;
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  private void begin() {
    Shared shared =
        new Shared(new Ids(outside.clock(), outside.random()), traffic, registry, outside.clock());
    ProxyAssembly assembly = new ProxyAssembly(config, outside, plane, shared);
    for (WorkloadConfig workload : config.workloads()) {
      workloads.add(assembly.workload(workload, name -> identityChanged()));
    }
    updateHealth();
    workloads.forEach(this::registerExpiry);
    workloads.forEach(workload -> assembly.listen(workload, policies));
    Map<Workload, X509Source> sources = new LinkedHashMap<>();
    for (Workload workload : workloads) {
      X509Source source = identities.of(workload.config().identity());
      sources.put(workload, source);
      source.onChange(workload.identity()::update);
    }
    startBundles(sources);
    identities.agents().forEach(this::report);
    chores.scheduleWithFixedDelay(guarded(this::everySecond), 200, 200, TimeUnit.MILLISECONDS);
    chores.scheduleWithFixedDelay(
        guarded(traffic::flushAllowed),
        TrafficLog.ALLOWED_SECONDS,
        TrafficLog.ALLOWED_SECONDS,
        TimeUnit.SECONDS);
  }

  private PolicySource policySource() {
    PoliciesConfig given = config.policies();
    LoadSettings settings = new LoadSettings(config.rootNamespace(), Optional.empty());
    if (given.files().isPresent()) {
      return FilePolicies.open(given.files().get(), settings, config.defaultAction());
    }
    if (given.decisionPoint().isPresent()) {
      PoliciesConfig.OpaRest opa = given.decisionPoint().get().opaRest().orElseThrow();
      return new OpaPolicies(
          new OpaRestConfig(opa.url(), opa.connection(), opa.request(), opa.timeout()));
    }
    PoliciesConfig.Bundles bundles = given.bundles().orElseThrow();
    BundleActivator<LoadedPolicy> activator =
        new BundleActivator<>(
            VerificationKeys.fromPemFiles(bundles.verificationKeys()),
            new RegoAndYaml(settings),
            new BundleActivator.Outside(
                outside.auditName(),
                outside.audit()::append,
                LastGoodBundle.in(config.state()),
                outside.clock()));
    return new BundlePolicies(activator, config.defaultAction(), this::updateHealth);
  }

  /// The bundle server sees the identity of the first workload.
  private void startBundles(Map<Workload, X509Source> sources) {
    if (policies instanceof BundlePolicies bundles) {
      PoliciesConfig.Bundles given = config.policies().bundles().orElseThrow();
      Workload first = workloads.getFirst();
      X509Source source = java.util.Objects.requireNonNull(sources.get(first));
      bundles.start(
          DownloadSettings.of(given.url(), given.serverSpiffeId().map(SpiffeId::parse)),
          new BundleDownloader.Identity(
              source,
              context ->
                  context
                      .byHint(first.config().name())
                      .or(() -> context.byId(first.config().expectedId(config.trustDomain())))
                      .orElseGet(context::defaultSvid)),
          outside.clock(),
          outside.random());
    }
  }

  private void report(String agent) {
    reporters.add(TrustReporter.start(agent, () -> trusterStates(agent), outside.random()));
  }

  private List<TrusterState> trusterStates(String agent) {
    return workloads.stream()
        .filter(
            w -> w.config().identity().workloadApi().map(Object::toString).orElse("").equals(agent))
        .flatMap(w -> w.identity().trusterState(registry.countByRoot(w.config().name())).stream())
        .toList();
  }

  private void identityChanged() {
    chores.execute(
        guarded(
            () -> {
              updateHealth();
              reporters.forEach(TrustReporter::changed);
            }));
  }

  private void everySecond() {
    workloads.forEach(workload -> workload.rotation().look());
    updateHealth();
  }

  private void updateHealth() {
    boolean ready = !draining;
    for (Workload workload : workloads) {
      Optional<String> problem = workload.identity().problem();
      outside
          .health()
          .set(
              "identity-" + workload.config().name(),
              problem.isEmpty(),
              problem.orElse("valid svid"));
      ready &= problem.isEmpty();
    }
    boolean inForce = policies.isInForce();
    outside.health().set("policies", inForce, inForce ? "in force" : "none in force");
    outside.health().set("listeners", !draining, draining ? "draining" : "listening");
    if (ready && inForce && announced.compareAndSet(false, true)) {
      outside.firstReady().run();
    }
  }

  private void registerExpiry(Workload workload) {
    Gauge.builder(
            MetricNames.SVID_EXPIRY,
            workload,
            w ->
                w.identity()
                    .current()
                    .map(s -> Duration.between(outside.clock().instant(), s.until()).toSeconds())
                    .orElse(-1L))
        .tag("workload", workload.config().name())
        .strongReference(true)
        .register(outside.meters());
  }

  List<Workload> workloads() {
    return workloads;
  }

  PolicySource policies() {
    return policies;
  }

  ConnectionRegistry registry() {
    return registry;
  }

  ProxyConfig config() {
    return config;
  }

  /// Takes no more connections and ends those that are open; returns at once.
  void drain() {
    if (draining) {
      return;
    }
    draining = true;
    log.atInfo().addKeyValue("open", registry.count()).log("draining");
    plane.stopListening();
    updateHealth();
    registry.drainAll();
  }

  @Override
  public void close() {
    drain();
    awaitEmpty(GENTLE);
    registry.finishAll();
    awaitEmpty(config.timeouts().drain());
    chores.shutdownNow();
    reporters.forEach(TrustReporter::close);
    policies.close();
    identities.close();
    plane.close();
    workloads.forEach(workload -> workload.tls().close());
    traffic.flushAllowed();
  }

  private void awaitEmpty(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!registry.isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static Runnable guarded(Runnable chore) {
    return () -> {
      try {
        chore.run();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("chore failed");
      }
    };
  }
}
