package io.watchword.cli.quickstart;

import io.watchword.api.record.PolicyRecord;
import io.watchword.api.record.TrafficRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/// Policies while the mesh runs: a change, a mistake, and a rule in Rego.
final class PolicySteps {

  private static final Duration CHANGE_LIMIT = Duration.ofSeconds(15);

  private final Scene scene;

  PolicySteps(Scene scene) {
    this.scene = scene;
  }

  void take(Tour tour) throws InterruptedException {
    tour.chapter("Policies while the mesh runs");
    tour.step(
        "rego-policy-decides",
        "web asks orders for a report with and without saying for whom, and orders without a key",
        "200, 403 and 403 by reports.rego",
        this::rego);
    tour.step(
        "policy-change-live",
        "web may not DELETE an order; then orders.yaml is edited to let it",
        "403, then 200 without a restart",
        this::change);
    tour.step(
        "broken-policy-keeps-last-good",
        "a policy with a syntax error is saved",
        "authz refuses it, and the last good policies still decide",
        this::broken);
  }

  private StepResult rego() throws InterruptedException {
    Wire orders = Wire.plain(scene.outbound("web", "orders"));
    Request report = Request.get("/reports/today");
    Reply named = orders.send(report.with("x-report-for", "finance"));
    Reply nameless = orders.send(report);
    Reply keyless = orders.send(Request.of("POST", "/orders").body("{\"tea\":1}"));
    Optional<TrafficRecord.Denial> denial =
        scene
            .proxyRecords()
            .await(
                TrafficRecord.Denial.class,
                d -> d.decisionId().equals(keyless.decisionId()),
                Scene.RECORD_LIMIT);
    String rule = denial.map(TrafficRecord.Denial::rule).orElse("");
    return new StepResult(
        "rego-policy-decides",
        named.status() == 200
            && nameless.status() == 403
            && keyless.status() == 403
            && rule.contains("reports.rego:"),
        "200, 403, 403",
        named.status() + ", " + nameless.status() + ", " + keyless.status(),
        denial.map(d -> "denied: " + d.reason()).orElse("no record of it"),
        rule,
        keyless.decisionId(),
        named.millis() + nameless.millis() + keyless.millis());
  }

  private StepResult change() throws IOException, InterruptedException {
    Wire orders = Wire.plain(scene.outbound("web", "orders"));
    Request delete = Request.of("DELETE", "/orders/7");
    Reply before = orders.send(delete);
    Path file = scene.policies().resolve("orders.yaml");
    String text = Files.readString(file);
    save(file, text.replace("[\"GET\", \"POST\"]", "[\"GET\", \"POST\", \"DELETE\"]"));
    long begin = System.nanoTime();
    long deadline = begin + CHANGE_LIMIT.toNanos();
    Reply after = orders.send(delete);
    while (after.status() != 200 && System.nanoTime() < deadline) {
      Thread.sleep(50);
      after = orders.send(delete);
    }
    double millis = (System.nanoTime() - begin) / 1_000_000;
    return new StepResult(
        "policy-change-live",
        before.status() == 403 && after.status() == 200,
        "403, then 200",
        before.status() + ", then " + after.status() + " after " + millis / 1000 + " s",
        "allowed",
        "",
        before.decisionId(),
        millis);
  }

  private StepResult broken() throws IOException, InterruptedException {
    Path file = scene.policies().resolve("mistake.rego");
    long begin = System.nanoTime();
    save(file, "package watchword.request\n\nallow if { input.request.method == \"GET\"\n");
    Optional<PolicyRecord.PolicyRefused> refused =
        scene
            .records("authz-1")
            .await(
                PolicyRecord.PolicyRefused.class,
                r -> r.diagnostics().stream().anyMatch(d -> d.contains("mistake.rego")),
                CHANGE_LIMIT);
    Reply still = Wire.plain(scene.outbound("web", "orders")).send(Request.get("/orders"));
    Reply denied = Wire.plain(scene.outbound("intruder", "orders")).send(Request.get("/orders"));
    Files.delete(file);
    return new StepResult(
        "broken-policy-keeps-last-good",
        refused.isPresent() && still.status() == 200 && denied.status() == 403,
        "refused by authz; 200 for web, 403 for intruder",
        still.status() + " for web, " + denied.status() + " for intruder",
        refused.map(r -> r.diagnostics().getFirst()).orElse("authz did not record a refusal"),
        "",
        denied.decisionId(),
        (System.nanoTime() - begin) / 1_000_000);
  }

  /// In one step, as editors do: a watcher never sees half a file.
  private static void save(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
    Files.writeString(temporary, text);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
