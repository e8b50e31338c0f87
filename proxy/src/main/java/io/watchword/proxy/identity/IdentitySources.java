package io.watchword.proxy.identity;

import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.workload.FileX509Paths;
import io.watchword.identity.workload.FileX509Source;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.identity.workload.X509Source;
import io.watchword.proxy.config.IdentityConfig;
import io.watchword.proxy.config.IdentityConfig.Bundle;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The sources of identities of a process: one stream for each agent, however many workloads it
/// serves. Confined to the thread that starts the proxy.
public final class IdentitySources implements AutoCloseable {

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<String, X509Source> agents = new HashMap<>();
  private final List<X509Source> files = new ArrayList<>();

  /// None yet.
  public IdentitySources(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// The source that a workload's configuration names.
  public X509Source of(IdentityConfig config) {
    if (config.workloadApi().isPresent()) {
      return agents.computeIfAbsent(
          config.workloadApi().get().toString(),
          address -> WorkloadApiSource.connect(address, clock, random));
    }
    X509Source source = FileX509Source.open(paths(config.files().orElseThrow()), clock);
    files.add(source);
    return source;
  }

  private static FileX509Paths paths(IdentityConfig.Files files) {
    return switch (files.bundle()) {
      case Bundle.OneFile(var file) -> FileX509Paths.of(files.certificates(), files.key(), file);
      case Bundle.PerDomain(var byDomain) -> {
        Map<TrustDomain, java.nio.file.Path> bundles = new HashMap<>();
        byDomain.forEach((domain, file) -> bundles.put(new TrustDomain(domain), file));
        yield FileX509Paths.of(files.certificates(), files.key(), bundles);
      }
    };
  }

  /// Addresses of the agents in use.
  public Set<String> agents() {
    return Set.copyOf(agents.keySet());
  }

  @Override
  public void close() {
    agents.values().forEach(X509Source::close);
    files.forEach(X509Source::close);
  }
}
