package io.watchword.proxy.authorize;

import io.watchword.authz.activation.ActivationResult;
import io.watchword.authz.activation.ActivePolicy;
import io.watchword.authz.activation.BundleActivator;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.load.DecisionPoints;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.bundles.download.BundleDownloader;
import io.watchword.bundles.download.DownloadListener;
import io.watchword.bundles.download.DownloadSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Policies from signed bundles: downloaded, verified, put into force; the last good one stays.
/// Thread-safe.
public final class BundlePolicies implements PolicySource {

  private static final Logger log = LoggerFactory.getLogger(BundlePolicies.class);

  private final BundleActivator<LoadedPolicy> activator;
  private final DefaultAction defaultAction;
  private final Runnable onChange;
  private volatile @Nullable BundleDownloader downloader;
  private volatile String lastProblem = "";

  /// @param onChange called after each change of what is in force
  public BundlePolicies(
      BundleActivator<LoadedPolicy> activator, DefaultAction defaultAction, Runnable onChange) {
    this.activator = activator;
    this.defaultAction = defaultAction;
    this.onChange = onChange;
  }

  /// Puts the bundle kept on disk into force, and asks the server for news from now on.
  public void start(
      DownloadSettings settings,
      BundleDownloader.Identity identity,
      InstantSource clock,
      RandomGenerator random) {
    activator.restore();
    onChange.run();
    downloader =
        BundleDownloader.start(
            settings,
            identity,
            activator.active().map(ActivePolicy::digest),
            new BundleDownloader.Outside(new Receiver(), clock, random));
  }

  private final class Receiver implements DownloadListener {

    @Override
    public boolean onBundle(byte[] archive) {
      boolean accepted =
          switch (activator.receive(archive)) {
            case ActivationResult.Activated activated -> true;
            case ActivationResult.Unchanged unchanged -> true;
            case ActivationResult.Refused refused -> {
              lastProblem = refused.code() + ": " + refused.why();
              yield false;
            }
          };
      if (accepted) {
        lastProblem = "";
      }
      onChange.run();
      return accepted;
    }

    @Override
    public void onUnchanged() {
      lastProblem = "";
    }

    @Override
    public void onFailure(String code, String why, Duration retryIn) {
      lastProblem = code + ": " + why;
      log.atWarn()
          .addKeyValue("code", code)
          .addKeyValue("why", why)
          .addKeyValue("again_in_ms", retryIn.toMillis())
          .log("bundle not downloaded");
    }
  }

  @Override
  public WorkloadPolicy policyOf(Destination destination) {
    return new WorkloadPolicy(
        destination,
        DecisionPoints.local(activator::current, defaultAction, destination),
        this::isInForce);
  }

  @Override
  public boolean isInForce() {
    return activator.current().isPresent();
  }

  @Override
  public Map<String, Object> describe() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("source", "bundles");
    Optional<ActivePolicy<LoadedPolicy>> active = activator.active();
    description.put("in_force", active.isPresent());
    active.ifPresent(
        policy -> {
          description.put("digest", policy.digest());
          description.put("revision", policy.revision());
          description.put("key_id", policy.keyId());
          description.put("since", policy.since().toString());
          description.put("root_namespace", policy.policy().rootNamespace());
          description.put("rules", policy.policy().rules().size());
        });
    description.put("last_problem", lastProblem);
    return description;
  }

  @Override
  public void close() {
    BundleDownloader running = downloader;
    if (running != null) {
      running.close();
    }
  }
}
