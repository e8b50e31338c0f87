package io.watchword.ca;

import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.attestation.NodeEvidence;
import io.watchword.ca.authority.Rotation;
import io.watchword.ca.authority.RotationSubject;
import io.watchword.ca.csr.CertificateRequest;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.registration.Entry;
import io.watchword.ca.registration.IdTemplate;
import io.watchword.identity.id.SpiffeId;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.tests.kit.FakeClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A whole CA on a folder, with a clock that is moved by hand, a memory for its audit log and a
/// disk that can fail.
final class TestAuthority implements AutoCloseable {
  static final String DOMAIN = "example.org";

  final Path state;
  final FakeClock clock;
  final MemoryAuditLog audit = new MemoryAuditLog();
  final FailingDisk disk = new FailingDisk();
  final CertificateAuthority ca;
  private final CaConfig config;

  private TestAuthority(Path state, FakeClock clock, KeysConfig keys) {
    this(state, clock, config(state, keys));
  }

  private TestAuthority(Path state, FakeClock clock, CaConfig config) {
    this.state = state;
    this.config = config;
    this.clock = clock;
    this.ca =
        CertificateAuthority.open(
            config, new CertificateAuthority.Surroundings(audit, clock, disk, Map.of()));
  }

  static TestAuthority on(Path state) {
    return new TestAuthority(state, FakeClock.start(), new KeysConfig.Embedded());
  }

  /// One whose roots are elsewhere; its time begins now, as it is there.
  static TestAuthority on(Path state, KeysConfig keys) {
    return new TestAuthority(state, FakeClock.at(InstantSource.system().instant()), keys);
  }

  /// One whose `ca.yaml` says `more`.
  static TestAuthority with(Path state, String more) {
    CaConfig config =
        ConfigReader.parse(
            "/etc/watchword/ca.yaml",
            """
            trust-domain: example.org
            state: %s
            nodes: { listen: "127.0.0.1:0" }
            health: "127.0.0.1:0"
            """
                    .formatted(state)
                + more,
            CaConfig.class);
    return new TestAuthority(state, FakeClock.start(), config);
  }

  /// After the process ended: the same folder and time, nothing else.
  TestAuthority restarted() {
    close();
    return new TestAuthority(state, clock, config);
  }

  static CaConfig config(Path state) {
    return config(state, new KeysConfig.Embedded());
  }

  private static CaConfig config(Path state, KeysConfig keys) {
    return CaConfig.of(
        DOMAIN, state, new HostPort("127.0.0.1", 0), new HostPort("127.0.0.1", 0), keys);
  }

  String token(String agent) {
    return ca.attestor
        .newToken(
            Optional.of(agentId(agent)),
            Duration.ofMinutes(10),
            ca.anchors.current().active(),
            ca.random)
        .text();
  }

  /// The first SVID of a new agent.
  IssuedSvid attest(String agent) {
    return attest(token(agent), TestRequest.fresh().request());
  }

  IssuedSvid attest(String token, CertificateRequest request) {
    return ca.admission.attest(evidence(token), TestAuthority::unasked, request);
  }

  /// Who bears `token`, which is spent by that.
  AttestedAgent bearer(String token) {
    return ca.attestor.byEvidence(evidence(token), TestAuthority::unasked);
  }

  private static NodeEvidence evidence(String token) {
    return new NodeEvidence("join_token", token.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] unasked(byte[] question) {
    throw new AssertionError("a join token needs no challenge");
  }

  AttestedAgent agent(IssuedSvid node) {
    return ca.admission.recognise(node.chain());
  }

  Entry entry(String path, SpiffeId parent) {
    Entry wanted =
        Entry.wanted(
            IdTemplate.parse("spiffe://" + DOMAIN + path), parent, List.of("unix:uid:1000"));
    Entry draft = ca.registrar.draft(wanted);
    ca.registrar.add(draft);
    return draft;
  }

  /// The same, where it may be there already.
  Entry entryOnce(String path, SpiffeId parent) {
    String id = "spiffe://" + DOMAIN + path;
    return ca.registrar.all().stream()
        .filter(entry -> entry.id().toString().equals(id) && entry.parent().equals(parent))
        .findFirst()
        .orElseGet(() -> entry(path, parent));
  }

  static SpiffeId agentId(String name) {
    return SpiffeId.parse("spiffe://" + DOMAIN + "/watchword/agent/" + name);
  }

  /// To rotate the root, at an operator's word.
  Rotation.Order order() {
    return order(false, RotationSubject.ROOT);
  }

  Rotation.Order order(boolean compromised, RotationSubject... subjects) {
    return new Rotation.Order(Set.of(subjects), compromised, "uid:0 pid:1", clock.instant());
  }

  @Override
  public void close() {
    ca.close();
  }
}
