package io.watchword.ca.policy;

import io.watchword.api.record.CaRecord;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.RuleRef;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PackageDecision;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The issuance policy in Rego, `package watchword.ca`. Thread-safe: one volatile snapshot.
///
/// Files with errors change nothing: the last good ones stay in force, and there is no start
/// without good ones. An evaluation that fails denies.
public final class RegoIssuancePolicy implements IssuancePolicy {
  private static final Logger LOG = LoggerFactory.getLogger(RegoIssuancePolicy.class);
  private static final List<String> PACKAGE = List.of("watchword", "ca");

  private record InForce(String digest, PackageDecision decision) {}

  private final List<Path> folders;
  private final AuditLog audit;
  private final LongSupplier nanoTime;
  private List<PolicyFile> seen;
  private volatile InForce current;
  private volatile String problem = "";

  private RegoIssuancePolicy(List<Path> folders, AuditLog audit, LongSupplier nanoTime) {
    this.folders = List.copyOf(folders);
    this.audit = audit;
    this.nanoTime = nanoTime;
    this.seen = PolicyFolders.read(folders);
    this.current = compiled(seen);
  }

  /// Compiles the files below `folders`.
  ///
  /// @param nanoTime bounds an evaluation
  /// @throws InvalidInputException with all errors of all files
  public static RegoIssuancePolicy open(List<Path> folders, AuditLog audit, LongSupplier nanoTime) {
    RegoIssuancePolicy policy = new RegoIssuancePolicy(folders, audit, nanoTime);
    audit.append(new CaRecord.IssuancePolicy(policy.current.digest(), "in-force"));
    return policy;
  }

  /// Looks at the files, and takes what is new if it has no errors. Called every second.
  public synchronized void look() {
    try {
      List<PolicyFile> files = PolicyFolders.read(folders);
      if (files.equals(seen)) {
        return;
      }
      seen = files;
      InForce next = compiled(files);
      // Before it decides anything.
      audit.append(new CaRecord.IssuancePolicy(next.digest(), "in-force"));
      current = next;
      problem = "";
    } catch (InvalidInputException e) {
      report(e.diagnostics().stream().map(Diagnostic::message).collect(Collectors.joining("; ")));
    }
  }

  /// What is wrong with the files that are there now; empty where they are in force.
  public Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  @Override
  public Ruling rule(IssuanceQuestion question) {
    PackageDecision.Answer answer = current.decision().ask(IssuanceFacts.of(question), "ttl");
    return switch (answer.decision()) {
      case Decision.Allow _ -> granted(answer.extra());
      case Decision.Deny(RuleRef rule, String reason, String _) ->
          new Ruling.Denied(rule.location(), reason);
      case Decision.Failed(String reason) -> new Ruling.Denied("", reason);
    };
  }

  private static Ruling granted(Optional<Object> ttl) {
    if (ttl.isEmpty()) {
      return Ruling.Granted.AS_ASKED;
    }
    return TtlText.parse(String.valueOf(ttl.get()))
        .<Ruling>map(cap -> new Ruling.Granted(Optional.of(cap)))
        .orElseGet(
            () ->
                new Ruling.Denied(
                    "",
                    "`watchword.ca.ttl` is `"
                        + ttl.get()
                        + "` (expected: seconds > 0, or a text such as `30m`)"));
  }

  private InForce compiled(List<PolicyFile> files) {
    LoadedPolicy loaded = PolicyLoader.load(files, LoadSettings.DEFAULT);
    PackageDecision decision =
        PackageDecision.of(loaded, PACKAGE, nanoTime)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        Diagnostic.error(
                                "ca/issuance-policy",
                                "no rule `allow` or `deny` in package `watchword.ca` below "
                                    + folders)
                            .withHelp("write one, or leave `issuance-policy` out")));
    return new InForce(loaded.digest(), decision);
  }

  private void report(String why) {
    if (!why.equals(problem)) {
      problem = why;
      LOG.atWarn().addKeyValue("why", why).log("issuance policy has errors, the last good stays");
      audit.offer(new CaRecord.IssuancePolicy(current.digest(), why));
    }
  }
}
