package io.watchword.authz.service;

import io.watchword.authz.build.PolicyCompiler;
import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.signature.Capabilities;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.audit.FileAuditLog;
import io.watchword.platform.bootstrap.admin.AdminServer;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.lifecycle.Role;
import io.watchword.platform.bootstrap.lifecycle.RoleContext;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `watchword authz run -c authz.yaml`.
public final class AuthzMain {

  private static final int WRONG_USAGE = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private AuthzMain() {}

  public static void main(String[] args) {
    if (args.length != 2 || !(args[0].equals("-c") || args[0].equals("--config"))) {
      System.err.println("usage: watchword authz run -c authz.yaml");
      System.exit(WRONG_USAGE);
    }
    limitHttpServer();
    Role.run("authz", context -> start(Path.of(args[1]), context));
  }

  /// The steps of a start: what can be wrong with the input first, then what has to be waited for.
  private static AutoCloseable start(Path file, RoleContext context) throws InterruptedException {
    AuthzConfig config = ConfigReader.read(file, AuthzConfig.class);
    var build = new PolicyCompiler(config.rootNamespace(), compileSettings(config));
    AuthzServer.check(config, build);

    var started = new CompletableFuture<AuthzServer>();
    context.health().set("policies", false, "nothing is served yet");
    context.health().set("identity", false, "waiting for " + config.identity().workloadApi());
    AdminServer admin = context.closeLater("admin", admin(config, context, started));
    var source =
        context.closeLater(
            "identity",
            WorkloadApiSource.connect(
                config.identity().workloadApi().toString(),
                context.clock(),
                RandomGenerator.getDefault()));
    var choice = new ServerIdentity(config.identity().spiffeId());
    context.closeLater("identity-health", IdentityHealth.start(source, choice, context.health()));
    X509Svid svid = choice.apply(source.awaitFirst(PATIENCE));
    AuditLog audit = context.closeLater("audit", audit(config, svid, context));
    AuthzServer server =
        AuthzServer.start(
            config,
            new AuthzServer.Outside(
                source,
                build,
                audit::append,
                context.health(),
                context.telemetry().registry(),
                context.clock()));
    started.complete(server);
    context.ready(
        Map.of("bundles", server.address().toString(), "health", admin.address().toString()));
    return server;
  }

  private static AdminServer admin(
      AuthzConfig config, RoleContext context, CompletableFuture<AuthzServer> started) {
    Map<String, Supplier<Object>> dumps =
        Map.of(
            "/config_dump",
            () -> configDump(config),
            "/policies",
            () -> started.isDone() ? started.join().policies() : Map.of());
    return AdminServer.start(
        config.health(), context.health(), context.telemetry(), dumps, Map.of());
  }

  private static AuditLog audit(AuthzConfig config, X509Svid svid, RoleContext context) {
    AuditLog audit =
        FileAuditLog.open(
            config
                .audit()
                .orElseGet(AuditSettings::none)
                .resolve(config.state(), context.role(), svid.id().trustDomain().name()),
            context.clock());
    context.telemetry().observe(audit);
    return audit;
  }

  private static Map<String, Object> configDump(AuthzConfig config) {
    return Map.of(
        "policies", config.policies().stream().map(Path::toString).toList(),
        "root_namespace", config.rootNamespace(),
        "workload_api", config.identity().workloadApi().toString(),
        "bundles",
            Map.of(
                "listen", config.bundles().listen().toString(),
                "path", config.bundles().path(),
                "signing_key_file", config.bundles().signingKeyFile().toString()),
        "health", config.health().toString());
  }

  /// The JDK's HTTP server reads its limits from system properties, once.
  private static void limitHttpServer() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    System.setProperty("sun.net.httpserver.maxReqHeaders", "64");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    System.setProperty("jdk.httpserver.maxConnections", "20000");
  }

  private static CompileSettings compileSettings(AuthzConfig config) {
    if (config.capabilities().isEmpty()) {
      return CompileSettings.DEFAULT;
    }
    Path file = config.capabilities().get();
    try {
      return CompileSettings.DEFAULT.withCapabilities(Capabilities.parse(Files.readString(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          Diagnostic.error(
                  "authz/capabilities",
                  "`capabilities: " + file + "` cannot be read (" + e.getMessage() + ")")
              .withHelp("expected: a capabilities file as `opa capabilities --current` prints it"));
    }
  }
}
