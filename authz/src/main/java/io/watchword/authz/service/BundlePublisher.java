package io.watchword.authz.service;

import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.build.CompiledPolicies;
import io.watchword.authz.build.PolicyBuild;
import io.watchword.authz.build.PolicyFolders;
import io.watchword.bundles.BundleException;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.build.SignedBundle;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From the policy folders to the bundle that is served: read → check and compile → build and sign
/// → record → serve. Errors leave the bundle that is served untouched.
///
/// One call at a time: the start calls it, then the folder watch's thread. What it shows may be
/// read by any thread.
final class BundlePublisher {

  private static final Logger log = LoggerFactory.getLogger(BundlePublisher.class);

  /// What became of a look at the folders.
  enum Outcome {
    SIGNED,
    UNCHANGED,
    REFUSED
  }

  private final PolicyFolders folders;
  private final PolicyBuild build;
  private final BundleSigner signer;
  private final Consumer<? super PolicyRecord> audit;
  private final BundleShelf shelf;
  private Optional<List<PolicyFile>> lastFiles = Optional.empty();
  private volatile List<Diagnostic> problems = List.of();

  BundlePublisher(
      PolicyFolders folders, PolicyBuild build, BundleSigner signer, Destination destination) {
    this.folders = folders;
    this.build = build;
    this.signer = signer;
    this.audit = destination.audit();
    this.shelf = destination.shelf();
  }

  /// @param audit makes a record durable before it returns, or throws: then nothing is served
  record Destination(Consumer<? super PolicyRecord> audit, BundleShelf shelf) {}

  /// What is wrong with the policies on disk now; empty if they are the ones that are served.
  List<Diagnostic> problems() {
    return problems;
  }

  /// Looks at the folders for the first time.
  ///
  /// @throws InvalidInputException with all errors: without a bundle there is nothing to serve
  void publishFirst() {
    List<PolicyFile> files = folders.read();
    try {
      publish(files, build.compile(files));
    } catch (BundleException e) {
      throw new InvalidInputException(Diagnostic.error(e.code(), e.why()));
    }
  }

  /// Looks at the folders again.
  Outcome publishAgain() {
    try {
      List<PolicyFile> files = folders.read();
      if (lastFiles.filter(files::equals).isPresent()) {
        return problems.isEmpty() ? Outcome.UNCHANGED : mended();
      }
      publish(files, build.compile(files));
      return Outcome.SIGNED;
    } catch (InvalidInputException e) {
      return refused(e.diagnostics());
    } catch (BundleException e) {
      return refused(List.of(Diagnostic.error(e.code(), e.why())));
    }
  }

  private void publish(List<PolicyFile> files, CompiledPolicies compiled) {
    SignedBundle bundle = compiled.sign(files, CompiledPolicies.revisionOf(files), signer);
    // INVARIANT: recorded before anyone can download it.
    audit.accept(
        new PolicyRecord.BundleSigned(
            bundle.revision(),
            bundle.digest(),
            shelf.current().map(SignedBundle::digest).orElse(""),
            bundle.keyId(),
            bundle.paths()));
    audit.accept(new PolicyRecord.PolicyInventory(bundle.digest(), compiled.rules()));
    shelf.put(bundle);
    lastFiles = Optional.of(files);
    problems = List.of();
    compiled.warnings().forEach(warning -> log.atWarn().addKeyValue("why", warning).log("policy"));
    log.atInfo()
        .addKeyValue("policy_digest", bundle.digest())
        .addKeyValue("revision", bundle.revision())
        .addKeyValue("files", files.size())
        .addKeyValue("rules", compiled.rules().size())
        .log("bundle signed");
  }

  /// The files are again the ones that are served.
  private Outcome mended() {
    problems = List.of();
    log.atInfo()
        .addKeyValue("policy_digest", shelf.current().map(SignedBundle::digest).orElse(""))
        .log("policies are as served again");
    return Outcome.UNCHANGED;
  }

  private Outcome refused(List<Diagnostic> diagnostics) {
    if (diagnostics.equals(problems)) return Outcome.REFUSED;
    problems = List.copyOf(diagnostics);
    log.atError()
        .addKeyValue("errors", diagnostics.size())
        .addKeyValue("in_force", shelf.current().map(SignedBundle::digest).orElse(""))
        .addKeyValue("diagnostics", DiagnosticPrinter.text(diagnostics))
        .log("policies refused, the bundle before them stays in force");
    audit.accept(
        new PolicyRecord.PolicyRefused(
            diagnostics.stream().map(one -> DiagnosticPrinter.text(List.of(one))).toList()));
    return Outcome.REFUSED;
  }
}
