package io.watchword.ca;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.watchword.ca.admin.AdminCalls;
import io.watchword.ca.admin.CaFacts;
import io.watchword.ca.admin.wire.AdminListener;
import io.watchword.ca.admin.wire.AdminService;
import io.watchword.ca.admin.wire.EntryService;
import io.watchword.ca.admin.wire.FederationService;
import io.watchword.ca.admin.wire.RootsService;
import io.watchword.ca.authority.RotationStatus;
import io.watchword.ca.journal.JournalFiles;
import io.watchword.ca.keys.CryptoModule;
import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.node.Arrivals;
import io.watchword.ca.node.NodeTls;
import io.watchword.ca.node.wire.CallFailures;
import io.watchword.ca.node.wire.NodeListener;
import io.watchword.ca.node.wire.NodeService;
import io.watchword.ca.oidc.DiscoveryDocuments;
import io.watchword.ca.web.HttpsDocuments;
import io.watchword.ca.web.WebCertificate;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.audit.FileAuditLog;
import io.watchword.platform.bootstrap.admin.AdminServer;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.lifecycle.Role;
import io.watchword.platform.bootstrap.lifecycle.RoleContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;

/// `watchword ca run -c ca.yaml`.
public final class CaMain {
  private static final int WRONG_USAGE = 64;

  private CaMain() {}

  /// Runs the CA until it is told to stop.
  public static void main(String[] args) {
    Optional<Path> file = file(args);
    if (file.isEmpty()) {
      System.err.println("usage: watchword ca run -c ca.yaml");
      System.exit(WRONG_USAGE);
      return;
    }
    // First of all: nothing else of the start takes as long.
    CryptoModule.load();
    Role.run("ca", context -> start(context, file.get()));
  }

  private static AutoCloseable start(RoleContext context, Path file) throws IOException {
    CaConfig config = ConfigReader.read(file, CaConfig.class);
    makeStateFolder(config.state());
    InstantSource clock = context.clock();
    AuditLog audit =
        context.closeLater(
            "audit",
            FileAuditLog.open(
                config
                    .audit()
                    .orElseGet(AuditSettings::none)
                    .resolve(config.state(), "ca", config.trustDomain()),
                clock));
    context.telemetry().observe(audit);
    CertificateAuthority ca =
        context.closeLater(
            "ca",
            CertificateAuthority.open(
                config,
                new CertificateAuthority.Surroundings(
                    audit, clock, JournalFiles.onDisk(), context.environment())));
    return listen(context, ca, audit, clock);
  }

  private static AutoCloseable listen(
      RoleContext context, CertificateAuthority ca, AuditLog audit, InstantSource clock)
      throws IOException {
    CaConfig config = ca.config;
    NodeService nodeService =
        new NodeService(
            new NodeService.Parts(
                ca.admission,
                ca.issuer,
                ca.jwtIssuer,
                ca.registrar,
                ca.anchors,
                ca.trusters,
                ca.rotation,
                ca.federation.federations,
                config.svidTtl()));
    InetSocketAddress wanted = config.nodes().listen().toInetSocketAddress();
    NodeTls tls = new NodeTls(ca.identity, ca.anchors, clock);
    NodeListener nodes =
        context.closeLater(
            "nodes",
            NodeListener.start(
                wanted,
                nodeService,
                tls,
                new Arrivals(
                    config.nodes().arrivalsPerSecond(),
                    2 * config.nodes().arrivalsPerSecond(),
                    System::nanoTime)));
    String nodesAddress = new HostPort(config.nodes().listen().host(), nodes.port()).toString();
    AdminCalls calls = new AdminCalls(audit, CaMain::words);
    AdminService adminService = adminService(ca, calls, nodesAddress, clock.instant());
    RootsService rootsService =
        new RootsService(
            new RootsService.Parts(ca.anchors, ca.rotation, ca.revocation, ca.outside, clock),
            calls);
    CaUpkeep upkeep =
        context.closeLater(
            "upkeep", new CaUpkeep(ca, nodeService, rootsService, audit, context.health(), clock));
    upkeep.start();
    register(context.telemetry().registry(), ca, nodeService, clock);
    context.closeLater(
        "admin",
        AdminListener.start(
            config.adminSocket().path(),
            List.of(
                adminService,
                rootsService,
                new EntryService(ca.registrar, audit, calls),
                new FederationService(
                    ca.federation.federations, ca.federation.refresh, ca.registrar, calls)),
            calls));
    AdminServer health =
        AdminServer.start(
            config.health(),
            context.health(),
            context.telemetry(),
            Map.of("/config_dump", () -> dump(config)),
            Map.of());
    Map<String, String> ready = new LinkedHashMap<>();
    ready.put("nodes", nodesAddress);
    ready.put("admin", "unix:" + config.adminSocket().path().toAbsolutePath());
    ready.put("health", health.address().toString());
    Optional<HttpsDocuments> endpoint = FederationParts.serve(ca, tls);
    if (endpoint.isPresent()) {
      HttpsDocuments served = context.closeLater("bundle-endpoint", endpoint.get());
      ready.put("bundle_endpoint", "https://" + served.address() + "/");
    }
    if (config.oidc().isPresent()) {
      ready.put("oidc", serve(context, ca, config.oidc().get(), tls));
    }
    context.ready(ready);
    return health;
  }

  private static String serve(
      RoleContext context, CertificateAuthority ca, CaConfig.Oidc oidc, NodeTls tls)
      throws IOException {
    X509ExtendedKeyManager keys =
        oidc.certificate().isPresent()
            ? new WebCertificate(oidc.certificate().get(), oidc.key().orElseThrow())
            : tls.keyManager();
    HttpsDocuments server =
        context.closeLater(
            "oidc",
            HttpsDocuments.start(
                oidc.listen(), keys, DiscoveryDocuments.of(oidc.issuer(), ca.anchors)));
    return server.address().toString();
  }

  private static AdminService adminService(
      CertificateAuthority ca, AdminCalls calls, String nodesAddress, Instant startedAt) {
    return new AdminService(
        new AdminService.Parts(
            () ->
                new CaFacts(
                    ca.config.trustDomain(),
                    ca.upstream.backend(),
                    version(),
                    nodesAddress,
                    ca.intermediates.peek().map(Intermediate::notAfter),
                    startedAt),
            ca.attestor,
            ca.admission,
            ca.anchors,
            ca.trusters,
            ca.random),
        calls);
  }

  private static void register(
      MeterRegistry registry, CertificateAuthority ca, NodeService nodes, InstantSource clock) {
    Gauge.builder(CaMetrics.ISSUED, ca.issued, issued -> issued.size()).register(registry);
    Gauge.builder(CaMetrics.AGENTS, nodes, NodeService::connected).register(registry);
    Gauge.builder(CaMetrics.BUNDLE_SEQUENCE, ca.anchors, anchors -> anchors.current().sequence())
        .register(registry);
    Gauge.builder(
            CaMetrics.INTERMEDIATE_SECONDS_LEFT,
            ca.intermediates,
            now -> secondsUntil(now.get().notAfter(), clock))
        .register(registry);
    Gauge.builder(
            CaMetrics.ROOT_SECONDS_LEFT,
            ca.intermediates,
            now -> secondsUntil(now.get().root().getNotAfter().toInstant(), clock))
        .register(registry);
    Gauge.builder(CaMetrics.ROTATION_LAGGARDS, ca.rotation, rotation -> laggards(rotation.status()))
        .register(registry);
  }

  private static int laggards(RotationStatus status) {
    return status.gate().map(gate -> gate.waitingFor().size()).orElse(0);
  }

  private static double secondsUntil(Instant end, InstantSource clock) {
    return Duration.between(clock.instant(), end).toSeconds();
  }

  private static Map<String, Object> dump(CaConfig config) {
    Map<String, Object> dump = new LinkedHashMap<>();
    dump.put("trust-domain", config.trustDomain());
    dump.put("state", config.state().toString());
    dump.put("nodes", Map.of("listen", config.nodes().listen().toString()));
    dump.put("admin", config.adminSocket().toString());
    dump.put("health", config.health().toString());
    dump.put("keys", keys(config.keys()));
    dump.put("svid-ttl", config.svidTtl().toString());
    dump.put("root-ttl", config.rootTtl().toString());
    dump.put("intermediate-ttl", config.intermediateTtl().toString());
    return dump;
  }

  private static Object keys(KeysConfig keys) {
    return switch (keys) {
      case KeysConfig.Embedded embedded ->
          Map.of("embedded", Map.of("store", embedded.store().name().toLowerCase(Locale.ROOT)));
      case KeysConfig.VaultTransit vault ->
          Map.of(
              "vault-transit",
              Map.of(
                  "address", vault.address().toString(),
                  "mount", vault.mount(),
                  "namespace", vault.namespace().orElse(""),
                  "key-prefix", vault.keyPrefix().orElse("")));
      case KeysConfig.VaultPki vault ->
          Map.of(
              "vault-pki",
              Map.of(
                  "address", vault.address().toString(),
                  "mount", vault.mount(),
                  "namespace", vault.namespace().orElse(""),
                  "issuer", vault.issuer().orElse(""),
                  "next-issuer", vault.nextIssuer().orElse("")));
      case KeysConfig.File file ->
          Map.of(
              "file",
              Map.of(
                  "certificate", file.certificate().toString(),
                  "next-certificate", file.nextCertificate().map(Path::toString).orElse("")));
    };
  }

  private static String words(Throwable failure) {
    CallFailures.Failure said = CallFailures.of(failure);
    return said.status() + ": " + said.code() + ": " + said.message();
  }

  private static String version() {
    return Optional.ofNullable(CaMain.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private static void makeStateFolder(Path state) throws IOException {
    Files.createDirectories(
        state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static Optional<Path> file(String[] args) {
    if (args.length == 2 && (args[0].equals("-c") || args[0].equals("--config"))) {
      return Optional.of(Path.of(args[1]));
    }
    return args.length == 1 && args[0].startsWith("--config=")
        ? Optional.of(Path.of(args[0].substring("--config=".length())))
        : Optional.empty();
  }
}
