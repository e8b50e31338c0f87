package io.watchword.authz.build;

import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.activation.ManifestSettings;
import io.watchword.authz.load.LoadSettings;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.build.BundleBuilder;
import io.watchword.bundles.build.SignedBundle;
import io.watchword.bundles.signature.BundleSigner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Policies that passed every check.
///
/// @param settings what enforcers need to know of the mesh
/// @param artefacts what enforcers need beside the sources, such as `plan.json`
/// @param rules all rules, for the audit log
/// @param warnings what is suspicious but no error, one sentence each
public record CompiledPolicies(
    LoadSettings settings,
    List<PolicyFile> artefacts,
    List<PolicyRecord.Rule> rules,
    List<String> warnings) {

  public CompiledPolicies {
    artefacts = List.copyOf(artefacts);
    rules = List.copyOf(rules);
    warnings = List.copyOf(warnings);
  }

  /// The signed bundle. It is the same wherever the same policies are signed with the same key.
  ///
  /// @param sources the files these were compiled from
  public SignedBundle sign(List<PolicyFile> sources, String revision, BundleSigner signer) {
    var all = new ArrayList<>(sources);
    all.addAll(artefacts);
    return new BundleBuilder().build(all, ManifestSettings.manifest(revision, settings), signer);
  }

  /// A revision that names the content of the sources.
  public static String revisionOf(List<PolicyFile> sources) {
    var all = new ByteArrayOutputStream();
    for (PolicyFile file : sources) {
      all.writeBytes(file.path().getBytes(StandardCharsets.UTF_8));
      all.write(0);
      all.writeBytes(BundleDigest.of(file.content()).getBytes(StandardCharsets.UTF_8));
      all.write(0);
    }
    return BundleDigest.of(all.toByteArray())
        .substring("sha256:".length(), "sha256:".length() + 16);
  }
}
