package io.watchword.cli.quickstart;

import io.watchword.api.record.TrafficRecord;
import io.watchword.cli.running.wire.AdminClient;
import io.watchword.platform.audit.AuditVerdict;
import io.watchword.platform.audit.AuditVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is left for an auditor: logs that verify, and a report made from them.
final class EvidenceSteps {

  private final Scene scene;
  private final Path reports;
  private QuickstartResult.@Nullable Report report;
  private QuickstartResult.@Nullable Log log;

  EvidenceSteps(Scene scene, Path reports) {
    this.scene = scene;
    this.reports = reports;
  }

  void take(Tour tour) throws InterruptedException {
    tour.chapter("What an auditor gets");
    tour.step(
        "audit-log-verifies",
        "every log's checkpoint, tree and records are checked from its public key alone",
        "all valid",
        this::verify);
    tour.step(
        "report-generated",
        "a compliance report is made from the logs",
        "HTML, and OSCAL that is consistent",
        this::generate);
  }

  Optional<QuickstartResult.Report> report() {
    return Optional.ofNullable(report);
  }

  Optional<QuickstartResult.Log> log() {
    return Optional.ofNullable(log);
  }

  String backend() {
    try (AdminClient ca = AdminClient.of(scene.mesh().adminSocket())) {
      return ca.info().backend();
    }
  }

  /// The steps with the rules by which the proxy says it allowed them: it counts allowed requests
  /// and writes the counts every ten seconds, so they are known only now.
  List<StepResult> withRules(List<StepResult> steps) throws InterruptedException {
    String web = "spiffe://" + scene.file().trustDomain() + "/ns/shop/sa/web";
    String orders = rule(web, "orders");
    String ledger = rule(web, "ledger");
    return steps.stream()
        .map(
            step ->
                switch (step.name()) {
                  case "http-allowed", "spoofed-identity-header-stripped", "policy-change-live" ->
                      step.withRule(orders);
                  case "tcp-allowed" -> step.withRule(ledger);
                  default -> step;
                })
        .toList();
  }

  private String rule(String source, String workload) throws InterruptedException {
    return scene
        .proxyRecords()
        .await(
            TrafficRecord.Allowed.class,
            allowed ->
                allowed.source().equals(source)
                    && allowed.workload().equals(workload)
                    && allowed.rule().contains(workload + ".yaml:"),
            java.time.Duration.ofSeconds(11))
        .map(TrafficRecord.Allowed::rule)
        .orElse("");
  }

  private StepResult verify() {
    long begin = System.nanoTime();
    long records = 0;
    String problem = "";
    for (String name : scene.file().audit()) {
      AuditVerdict verdict =
          AuditVerifier.verify(
              scene.layout().directory().resolve(name), Optional.empty(), Optional.empty());
      records += verdict.size();
      if (!verdict.valid()) {
        problem = name + ": " + verdict.problem().orElse("not valid");
      }
    }
    log = new QuickstartResult.Log(problem.isEmpty(), records);
    return new StepResult(
        "audit-log-verifies",
        problem.isEmpty() && records > 0,
        "all valid",
        problem.isEmpty()
            ? scene.file().audit().size() + " logs, " + records + " records, all valid"
            : problem,
        "",
        "",
        "",
        (System.nanoTime() - begin) / 1_000_000);
  }

  private StepResult generate() throws IOException {
    long begin = System.nanoTime();
    List<Path> logs =
        scene.file().audit().stream()
            .map(name -> scene.layout().directory().resolve(name))
            .toList();
    ReportFiles files = ReportFiles.generate(logs, reports);
    report =
        new QuickstartResult.Report(
            files.html().toString(), files.oscal().toString(), files.valid());
    return new StepResult(
        "report-generated",
        files.valid(),
        "a consistent report",
        files.summary(),
        "",
        "",
        "",
        (System.nanoTime() - begin) / 1_000_000);
  }
}
