package io.watchword.authz.activation;

import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.bundles.archive.PolicyFile;
import java.util.ArrayList;
import java.util.List;

/// Bundles of Rego and YAML policies, for activation. Immutable and thread-safe.
public final class RegoAndYaml implements PolicyKind<LoadedPolicy> {

  private final LoadSettings settings;

  public RegoAndYaml(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public LoadedPolicy load(List<PolicyFile> files, String digest) {
    return PolicyLoader.load(files, settings.withDigest(digest));
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
