package io.watchword.proxy.authorize;

import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.load.DecisionPoints;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Policies from files on this host, unsigned: for a lone proxy. Looked at once a second; files
/// with errors change nothing. Thread-safe: one volatile snapshot.
public final class FilePolicies implements PolicySource {

  private static final Logger log = LoggerFactory.getLogger(FilePolicies.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final List<Path> roots;
  private final LoadSettings settings;
  private final DefaultAction defaultAction;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("policy-files").factory());
  private List<PolicyFile> seen;
  private volatile LoadedPolicy current;
  private volatile String lastProblem = "";

  private FilePolicies(List<Path> roots, LoadSettings settings, DefaultAction defaultAction) {
    this.roots = roots;
    this.settings = settings;
    this.defaultAction = defaultAction;
    this.seen = PolicyFiles.read(roots);
    this.current = PolicyLoader.load(seen, settings);
  }

  /// Loads the files and watches them.
  ///
  /// @throws InvalidInputException if they have errors now
  public static FilePolicies open(
      List<Path> roots, LoadSettings settings, DefaultAction defaultAction) {
    FilePolicies policies = new FilePolicies(roots, settings, defaultAction);
    log.atWarn()
        .addKeyValue("files", roots)
        .addKeyValue("policy_digest", policies.current.digest())
        .log("policies from files are unsigned");
    policies.thread.scheduleWithFixedDelay(
        policies::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return policies;
  }

  /// Looks once, and takes what is new if it has no errors.
  synchronized void look() {
    try {
      List<PolicyFile> files = PolicyFiles.read(roots);
      if (files.equals(seen)) {
        return;
      }
      seen = files;
      current = PolicyLoader.load(files, settings);
      lastProblem = "";
      log.atInfo().addKeyValue("policy_digest", current.digest()).log("policy activated");
    } catch (InvalidInputException e) {
      lastProblem = DiagnosticPrinter.text(e.diagnostics());
      log.atWarn().addKeyValue("why", lastProblem).log("policies have errors, last good ones stay");
    } catch (RuntimeException e) {
      lastProblem = e.toString();
      log.atError().setCause(e).log("policies could not be looked at");
    }
  }

  @Override
  public WorkloadPolicy policyOf(Destination destination) {
    return new WorkloadPolicy(
        destination,
        DecisionPoints.local(() -> Optional.of(current), defaultAction, destination),
        () -> true);
  }

  @Override
  public boolean isInForce() {
    return true;
  }

  @Override
  public Map<String, Object> describe() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("source", "files");
    description.put("in_force", true);
    description.put("digest", current.digest());
    description.put("rules", current.rules().size());
    description.put("last_problem", lastProblem);
    return description;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
