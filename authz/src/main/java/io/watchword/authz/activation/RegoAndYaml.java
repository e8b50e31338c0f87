package io.watchword.authz.activation;

import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.bundles.signature.VerifiedBundle;
import java.util.ArrayList;
import java.util.List;

/// Bundles of Rego and YAML policies, for activation. Immutable and thread-safe.
public final class RegoAndYaml implements PolicyKind<LoadedPolicy> {

  private final LoadSettings settings;

  /// @param settings count where a bundle's manifest says nothing
  public RegoAndYaml(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public LoadedPolicy load(VerifiedBundle bundle) {
    LoadSettings signed = ManifestSettings.settings(bundle.manifest(), settings);
    return PolicyLoader.load(bundle.files(), signed.withDigest(bundle.digest()));
  }

  @Override
  public List<PolicyRecord.Rule> inventory(LoadedPolicy policy) {
    List<PolicyRecord.Rule> rules = new ArrayList<>();
    policy
        .references()
        .forEach(r -> rules.add(new PolicyRecord.Rule(r.ruleId(), r.location(), r.layer())));
    return rules;
  }
}
