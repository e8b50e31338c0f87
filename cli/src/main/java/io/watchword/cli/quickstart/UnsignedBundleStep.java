package io.watchword.cli.quickstart;

import io.watchword.api.record.PolicyRecord;
import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.build.BundleBuilder;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.identity.svid.X509Svid;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A second proxy gets a signed bundle, and then an unsigned one that would let everybody in.
final class UnsignedBundleStep {

  private static final String NAME = "canary";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Scene scene;

  UnsignedBundleStep(Scene scene) {
    this.scene = scene;
  }

  void take(Tour tour) throws InterruptedException {
    tour.step(
        "unsigned-bundle-refused",
        "whoever serves bundles puts an unsigned one in place that would allow everything",
        "refused, and the last good one still decides",
        this::unsigned);
  }

  private StepResult unsigned() throws IOException, InterruptedException {
    byte[] signed =
        new BundleBuilder()
            .build(
                List.of(rule("input.request.path == \"/orders\"")),
                "good",
                BundleSigner.fromPemFile(scene.layout().bundleSigningKey()))
            .archive();
    byte[] unsigned =
        BundleArchive.write(List.of(Manifest.of("evil").file(), rule("input.request.path")));
    try (OwnEntry entry = OwnEntry.create(scene, NAME, 0)) {
      X509Svid svid = entry.svid();
      try (BundleServer server = BundleServer.start(svid, signed);
          SideProxy proxy = SideProxy.start(scene, NAME, policies(server))) {
        return attempt(server, proxy, svid, unsigned);
      }
    }
  }

  private StepResult attempt(BundleServer server, SideProxy proxy, X509Svid svid, byte[] unsigned)
      throws InterruptedException {
    Wire door = Wire.tls(proxy.inbound(), Credentials.of(svid));
    long begin = System.nanoTime();
    Reply before = door.send(Request.get("/orders"));
    server.serve(unsigned);
    Optional<PolicyRecord.PolicyActivation> refusal =
        proxy
            .records()
            .await(PolicyRecord.PolicyActivation.class, a -> a.outcome().equals("refused"), LIMIT);
    Reply allowed = door.send(Request.get("/orders"));
    Reply denied = door.send(Request.get("/admin"));
    return new StepResult(
        "unsigned-bundle-refused",
        before.status() == 200
            && refusal.isPresent()
            && allowed.status() == 200
            && denied.status() == 403,
        "200 for /orders and 403 for /admin, before and after",
        before.status() + ", then " + allowed.status() + " and " + denied.status(),
        refusal.map(PolicyRecord.PolicyActivation::reason).orElse("no refusal was recorded"),
        "",
        denied.decisionId(),
        (System.nanoTime() - begin) / 1_000_000);
  }

  private String policies(BundleServer server) {
    return "{ bundles: { url: \"%s\", verification-keys: [\"%s\"], server-spiffe-id: \"%s\" } }"
        .formatted(server.url(), scene.layout().bundleKey(), OwnEntry.spiffeId(scene, NAME));
  }

  private static PolicyFile rule(String condition) {
    return PolicyFile.of(
        "policies/canary.rego", "package watchword.request\n\nallow if " + condition + "\n");
  }
}
