package io.watchword.proxy;

import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.audit.AuditLogConfig;
import io.watchword.platform.audit.FileAuditLog;
import io.watchword.platform.bootstrap.admin.AdminServer;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import io.watchword.platform.bootstrap.lifecycle.Role;
import io.watchword.platform.bootstrap.lifecycle.RoleContext;
import io.watchword.proxy.config.ProxyConfig;
import io.watchword.proxy.tls.TlsDefaults;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// `watchword proxy run -c proxy.yaml`.
public final class ProxyMain {

  private ProxyMain() {}

  /// Runs a proxy until it is stopped.
  public static void main(String... arguments) {
    if (arguments.length != 2 || !arguments[0].matches("-c|--config")) {
      System.err.println("usage: watchword proxy run -c proxy.yaml");
      System.exit(ExitCodes.USAGE);
    }
    TlsDefaults.apply();
    Role.run("proxy", context -> start(context, Path.of(arguments[1])));
  }

  private static AutoCloseable start(RoleContext context, Path file) {
    ProxyConfig config = ConfigReader.read(file, ProxyConfig.class);
    AuditLogConfig log = config.audit().resolve(config.state(), "proxy", config.trustDomain());
    AuditLog audit = context.closeLater("audit", FileAuditLog.open(log, context.clock()));
    context.telemetry().observe(audit);
    // Not before the admin port listens: its address is part of what is announced.
    CountDownLatch ready = new CountDownLatch(1);
    Proxy proxy =
        Proxy.start(
            config,
            new Surroundings(
                context.clock(),
                new SecureRandom(),
                context.health(),
                context.telemetry().registry(),
                audit,
                log.source(),
                ready::countDown));
    context.closeLater("proxy", proxy);
    AdminPages pages = new AdminPages(proxy);
    AdminServer admin =
        AdminServer.start(
            config.admin(), context.health(), context.telemetry(), pages.dumps(), pages.actions());
    Thread.ofVirtual().name("ready").start(() -> announce(context, addresses(proxy, admin), ready));
    return admin;
  }

  private static void announce(
      RoleContext context, Map<String, String> addresses, CountDownLatch ready) {
    try {
      ready.await();
      context.ready(addresses);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// `admin`, and for each listener `inbound/WORKLOAD/INDEX` or `outbound/WORKLOAD/INDEX`.
  private static Map<String, String> addresses(Proxy proxy, AdminServer admin) {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("admin", admin.address().toString());
    for (Workload workload : proxy.workloads()) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (Workload.BoundListener listener : workload.bound()) {
        int index = counts.merge(listener.direction(), 1, Integer::sum) - 1;
        addresses.put(
            listener.direction() + "/" + workload.config().name() + "/" + index, listener.listen());
      }
    }
    return addresses;
  }
}
