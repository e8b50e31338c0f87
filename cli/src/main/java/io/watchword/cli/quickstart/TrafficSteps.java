package io.watchword.cli.quickstart;

import io.watchword.api.record.TrafficRecord;
import io.watchword.cli.policy.Explanation;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Who gets through, who does not, and why: HTTP and TCP, each attempt from outside.
final class TrafficSteps {

  private final Scene scene;
  private final Credentials credentials;

  TrafficSteps(Scene scene, Credentials credentials) {
    this.scene = scene;
    this.credentials = credentials;
  }

  void take(Tour tour) throws InterruptedException {
    tour.chapter("Who may call orders");
    tour.step(
        "http-allowed",
        "web asks orders for its list, GET /orders",
        "200",
        () -> allowed("http-allowed", "web", Request.get("/orders")));
    tour.step(
        "http-denied-by-policy",
        "web asks orders for its administration page, GET /admin",
        "403, and the id leads to the rule",
        () -> denied("http-denied-by-policy", "web", Request.get("/admin"), true));
    tour.step(
        "http-intruder-denied",
        "intruder, with a valid identity of this mesh and no rights, tries GET /orders",
        "403",
        () -> denied("http-intruder-denied", "intruder", Request.get("/orders"), false));
    tour.step(
        "http-no-identity-rejected",
        "a caller without a certificate knocks at orders' door",
        "no connection; recorded: no-certificate",
        () -> refused("http-no-identity-rejected", credentials.none(), "no-certificate"));
    tour.step(
        "http-wrong-trust-domain-rejected",
        "a caller with a certificate of another CA, another trust domain",
        "no connection; recorded: wrong-trust-domain",
        () ->
            refused(
                "http-wrong-trust-domain-rejected", credentials.foreign(), "wrong-trust-domain"));
    tour.step(
        "http-expired-certificate-rejected",
        "a caller whose SVID, issued by our own CA, has run out",
        "no connection; recorded: expired",
        () -> refused("http-expired-certificate-rejected", credentials.expired(), "expired"));
    tour.step(
        "spoofed-identity-header-stripped",
        "web claims to be somebody else in x-forwarded-client-cert",
        "orders hears of web, and of nobody else",
        this::spoofed);
    tour.chapter("Who may connect to ledger, which speaks raw TCP");
    tour.step(
        "tcp-allowed",
        "web connects; the server speaks first",
        "greeting and answer",
        this::tcpAllowed);
    tour.step(
        "tcp-intruder-denied",
        "intruder connects",
        "closed before a byte; recorded: denied",
        this::tcpDenied);
    tour.step(
        "tcp-plaintext-rejected",
        "a caller speaks plaintext to ledger's door",
        "closed; recorded: not-tls",
        this::plaintext);
  }

  private StepResult allowed(String name, String from, Request request) {
    Reply reply = Wire.plain(scene.outbound(from, "orders")).send(request);
    boolean ok = reply.status() == 200;
    return result(name, ok, "200", reply, ok ? "allowed" : "denied", "");
  }

  /// @param byRule whether a rule must have said so, rather than no rule at all
  private StepResult denied(String name, String from, Request request, boolean byRule)
      throws InterruptedException {
    Reply reply = Wire.plain(scene.outbound(from, "orders")).send(request);
    Optional<TrafficRecord.Denial> denial = denial(reply.decisionId());
    String rule = denial.map(TrafficRecord.Denial::rule).orElse("");
    boolean ok =
        reply.status() == 403
            && denial.isPresent()
            && (!byRule || Explanation.of(denial.get()).rule().matches(".+:\\d+"));
    return result(
        name,
        ok,
        "403",
        reply,
        denial.map(d -> "denied: " + d.reason()).orElse("no record of it"),
        rule);
  }

  private StepResult refused(String name, SSLContext client, String cause)
      throws InterruptedException {
    Reply reply = Wire.tls(scene.inbound("orders"), client).send(Request.get("/orders"));
    return rejection(name, reply, cause);
  }

  private StepResult spoofed() {
    Reply reply =
        Wire.plain(scene.outbound("web", "orders"))
            .send(
                Request.get("/orders/whoami")
                    .with("x-forwarded-client-cert", "URI=spiffe://example.org/ns/shop/sa/owner")
                    .with("x-watchword-principal", "spiffe://example.org/ns/shop/sa/owner"));
    boolean ok =
        reply.status() == 200
            && reply.body().contains("URI=spiffe://example.org/ns/shop/sa/web")
            && !reply.body().contains("/sa/owner")
            && !reply.body().contains("x-watchword-");
    return result(
        "spoofed-identity-header-stripped",
        ok,
        "x-forwarded-client-cert names web alone",
        reply,
        "allowed",
        "");
  }

  private StepResult tcpAllowed() {
    Reply reply = Wire.plain(scene.outbound("web", "ledger")).greetAndSay("42 tea");
    boolean ok = reply.body().equals("ledger ready; booked 42 tea");
    return result(
        "tcp-allowed", ok, "ledger ready; booked 42 tea", reply, ok ? "allowed" : "denied", "");
  }

  private StepResult tcpDenied() throws InterruptedException {
    Reply reply = Wire.plain(scene.outbound("intruder", "ledger")).greetAndSay("42 tea");
    Optional<TrafficRecord.Denial> denial =
        scene
            .proxyRecords()
            .await(
                TrafficRecord.Denial.class,
                d -> d.kind().equals("connection") && d.source().endsWith("/sa/intruder"),
                Scene.RECORD_LIMIT);
    boolean ok = reply.status() == 0 && denial.isPresent();
    return new StepResult(
        "tcp-intruder-denied",
        ok,
        "closed before a byte",
        reply.observed(),
        denial.map(d -> "denied: " + d.reason()).orElse("no record of it"),
        denial.map(TrafficRecord.Denial::rule).orElse(""),
        denial.map(TrafficRecord.Denial::decisionId).orElse(""),
        reply.millis());
  }

  private StepResult plaintext() throws InterruptedException {
    Reply reply = Wire.plain(scene.inbound("ledger")).send(Request.get("/"));
    return rejection("tcp-plaintext-rejected", reply, "not-tls");
  }

  /// The connection must have come to nothing, and the proxy must have recorded why, under our end
  /// of it.
  private StepResult rejection(String name, Reply reply, String cause) throws InterruptedException {
    Optional<TrafficRecord.Connection> record =
        scene
            .proxyRecords()
            .await(
                TrafficRecord.Connection.class,
                c ->
                    c.outcome().equals("rejected")
                        && c.peerAddress().endsWith(":" + reply.localPort()),
                Scene.RECORD_LIMIT);
    String recorded = record.map(TrafficRecord.Connection::cause).orElse("no record of it");
    return new StepResult(
        name,
        reply.status() == 0 && recorded.equals(cause),
        "no connection",
        reply.observed(),
        recorded,
        "",
        "",
        reply.millis());
  }

  private Optional<TrafficRecord.Denial> denial(String decisionId) throws InterruptedException {
    if (decisionId.isEmpty()) {
      return Optional.empty();
    }
    return scene
        .proxyRecords()
        .await(
            TrafficRecord.Denial.class, d -> d.decisionId().equals(decisionId), Scene.RECORD_LIMIT);
  }

  private static StepResult result(
      String name, boolean ok, String expected, Reply reply, String reason, String rule) {
    return new StepResult(
        name, ok, expected, reply.observed(), reason, rule, reply.decisionId(), reply.millis());
  }
}
