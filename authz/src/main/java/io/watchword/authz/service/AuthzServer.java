package io.watchword.authz.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.build.PolicyBuild;
import io.watchword.authz.build.PolicyFolders;
import io.watchword.bundles.BundleKeyException;
import io.watchword.bundles.build.SignedBundle;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.identity.workload.X509Source;
import io.watchword.platform.bootstrap.admin.Health;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The authz server: watches the policy folders and serves what they hold as a signed bundle. Its
/// order is that of a start: the key, the first bundle, the endpoint, then the watch.
///
/// Started and closed by one thread; what it shows may be read by any.
public final class AuthzServer implements AutoCloseable {

  private static final String POLICIES = "policies";

  private final Outside outside;
  private final BundleShelf shelf = new BundleShelf();
  private final BundlePublisher publisher;
  private final BundleEndpoint endpoint;
  private final FolderWatch watch;

  /// What comes in from outside.
  ///
  /// @param audit makes a record durable before it returns, or throws
  record Outside(
      X509Source source,
      PolicyBuild build,
      Consumer<? super PolicyRecord> audit,
      Health health,
      MeterRegistry meters,
      InstantSource clock) {}

  private AuthzServer(AuthzConfig config, Outside outside) {
    this.outside = outside;
    var folders = new PolicyFolders(config.policies());
    publisher =
        new BundlePublisher(
            folders,
            outside.build(),
            signer(config),
            new BundlePublisher.Destination(outside.audit(), shelf));
    publisher.publishFirst();
    var identity =
        new BundleEndpoint.Identity(
            outside.source(), new ServerIdentity(config.identity().spiffeId()), outside.clock());
    endpoint =
        BundleEndpoint.start(
            config.bundles().listen(),
            config.bundles().path(),
            identity,
            new BundleRequests(identity, shelf, outside.meters()));
    outside.meters().gauge(AuthzMetricNames.PROBLEMS, publisher, one -> one.problems().size());
    showHealth();
    watch = FolderWatch.start(folders, this::lookAgain);
    // What changed between the first look and the watch.
    lookAgain();
  }

  /// Starts serving.
  ///
  /// @throws InvalidInputException if there is no key, no policy folder, or an error in the
  ///   policies
  static AuthzServer start(AuthzConfig config, Outside outside) {
    return new AuthzServer(config, outside);
  }

  /// Finds what is wrong with key and policies before anything is started.
  static void check(AuthzConfig config, PolicyBuild build) {
    signer(config);
    build.compile(new PolicyFolders(config.policies()).read());
  }

  /// Where bundles are served.
  HostPort address() {
    return endpoint.address();
  }

  /// What is served and what is wrong with the policies on disk, for the admin port.
  Map<String, Object> policies() {
    var shown = new LinkedHashMap<String, Object>();
    shelf.current().ifPresent(bundle -> show(bundle, shown));
    shown.put(
        "problems",
        publisher.problems().stream().map(one -> DiagnosticPrinter.text(List.of(one))).toList());
    return shown;
  }

  @Override
  public void close() {
    watch.close();
    endpoint.close();
  }

  private static void show(SignedBundle bundle, Map<String, Object> shown) {
    shown.put("policy_digest", bundle.digest());
    shown.put("revision", bundle.revision());
    shown.put("key_id", bundle.keyId());
    shown.put("files", bundle.paths());
  }

  private synchronized void lookAgain() {
    String outcome = "failed";
    try {
      outcome =
          switch (publisher.publishAgain()) {
            case SIGNED -> "signed";
            case UNCHANGED -> "unchanged";
            case REFUSED -> "refused";
          };
    } finally {
      outside.meters().counter(AuthzMetricNames.BUILDS, "outcome", outcome).increment();
      showHealth();
    }
  }

  /// Ready whatever is wrong on disk: the last good bundle is served. What is wrong is shown.
  private void showHealth() {
    String served = shelf.current().map(SignedBundle::digest).orElse("nothing");
    List<Diagnostic> problems = publisher.problems();
    outside
        .health()
        .set(
            POLICIES,
            shelf.current().isPresent(),
            problems.isEmpty()
                ? "serving " + served
                : "serving " + served + "; refused: " + shortened(problems));
  }

  private static String shortened(List<Diagnostic> problems) {
    Diagnostic first = problems.getFirst();
    String where = first.position().map(at -> " (" + at + ")").orElse("");
    String more = problems.size() == 1 ? "" : " and " + (problems.size() - 1) + " more";
    return first.code() + ": " + first.message() + where + more;
  }

  private static BundleSigner signer(AuthzConfig config) {
    try {
      return BundleSigner.fromPemFile(config.bundles().signingKeyFile());
    } catch (BundleKeyException e) {
      throw new InvalidInputException(
          Diagnostic.error(e.code(), e.why())
              .withHelp("`bundles.signing-key-file` names a P-256 or P-384 key in PKCS#8 PEM"));
    }
  }
}
