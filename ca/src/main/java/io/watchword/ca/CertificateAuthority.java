package io.watchword.ca;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.attestation.AgentAttestor;
import io.watchword.ca.attestation.NodeAttestors;
import io.watchword.ca.authority.AuthorityEffects;
import io.watchword.ca.authority.Gates;
import io.watchword.ca.authority.Intermediates;
import io.watchword.ca.authority.Leadership;
import io.watchword.ca.authority.OutsideTrusters;
import io.watchword.ca.authority.RootRevocation;
import io.watchword.ca.authority.RootRotation;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.authority.TrusterRegistry;
import io.watchword.ca.federation.Federations;
import io.watchword.ca.issuance.IssuanceJournal;
import io.watchword.ca.issuance.Issuer;
import io.watchword.ca.issuance.Rulings;
import io.watchword.ca.journal.JournalFiles;
import io.watchword.ca.journal.Ledger;
import io.watchword.ca.journal.Ledgers;
import io.watchword.ca.jwt.JwtIssuer;
import io.watchword.ca.jwt.JwtKeys;
import io.watchword.ca.keys.CryptoModule;
import io.watchword.ca.keys.KeyCustody;
import io.watchword.ca.keys.SerialNumbers;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.SigningKeys;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.node.NodeAdmission;
import io.watchword.ca.node.ServerIdentity;
import io.watchword.ca.policy.IssuancePolicy;
import io.watchword.ca.policy.RegoIssuancePolicy;
import io.watchword.ca.registration.EntryRules;
import io.watchword.ca.registration.Registrar;
import io.watchword.ca.store.RegistrationStore;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditLog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// All parts of a CA on one state folder, put together and ready to be listened to. Its parts are
/// thread-safe.
///
/// Opening it makes, where there is none yet, the first root and the first intermediate; both are
/// found again after a crash at any point.
final class CertificateAuthority implements AutoCloseable {
  private static final String FIRST_ROOT = "root-1";
  private static final Duration MAX_TTL = Duration.ofDays(90);

  /// From outside.
  ///
  /// @param files where journals are opened: tests fill the disk there
  /// @param environment for references of the configuration
  record Surroundings(
      AuditLog audit, InstantSource clock, JournalFiles files, Map<String, String> environment) {

    /// Copies the environment.
    Surroundings {
      environment = Map.copyOf(environment);
    }
  }

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final AuditLog audit;
  private final InstantSource clock;

  final CaConfig config;
  final RegistrationStore store;
  final UpstreamAuthority upstream;
  final TrustAnchors anchors;
  final Intermediates intermediates;
  final IssuanceJournal issued;
  final AgentAttestor attestor;
  final Registrar registrar;
  final Issuer issuer;
  final Optional<RegoIssuancePolicy> policy;
  final JwtKeys jwtKeys;
  final JwtIssuer jwtIssuer;
  final ServerIdentity identity;
  final TrusterRegistry trusters;
  final NodeAdmission admission;
  final OutsideTrusters outside;
  final Gates gates;
  // Null while the constructor runs: keys of JWT-SVIDs are made before there can be a rotation.
  private volatile @Nullable RootRotation started;
  final RootRotation rotation;
  final RootRevocation revocation;
  final SecureRandom random;
  final FederationParts federation;

  static CertificateAuthority open(CaConfig config, Surroundings surroundings) {
    CryptoModule.load();
    return new CertificateAuthority(config, surroundings);
  }

  private CertificateAuthority(CaConfig config, Surroundings surroundings) {
    this.config = config;
    this.audit = surroundings.audit();
    this.clock = surroundings.clock();
    Path state = config.state();
    String run = UUID.randomUUID().toString();
    Ledgers ledgers = Ledgers.in(state, surroundings.files());
    TrustDomain domain = config.domain();
    // H2 and bc-fips take about as long as each other, and neither needs the other.
    CompletableFuture<RegistrationStore> opening =
        CompletableFuture.supplyAsync(
            () -> RegistrationStore.open(state.resolve("store"), ledgers.open("registration")));
    try {
      Upstreams upstreams = new Upstreams(config, clock, surroundings.environment());
      SigningKeys keys = later(upstreams.keys());
      this.random = CryptoModule.random();
      SerialNumbers serials = new SerialNumbers(random);
      SigningCertificates certificates =
          new SigningCertificates(domain, serials, config.keys().nameConstraints());
      this.upstream = later(upstreams.authority(keys, certificates));
      this.anchors = later(TrustAnchors.open(domain, ledgers.open("trust"), audit));
      this.intermediates =
          new Intermediates(
              new Intermediates.Parts(
                  domain,
                  Intermediates.DEFAULT_OWNER,
                  keys,
                  upstream,
                  certificates,
                  config.intermediateKeyType(),
                  config.intermediateTtl(),
                  clock));
      intermediates.startUnder(activeRoot(keys));
      this.issued = later(IssuanceJournal.open(ledgers, clock));
      this.store = later(joined(opening));
      NodeAttestors attestors =
          later(
              NodeAttestorChoice.of(
                  config.nodeAttestors(), domain, anchors::bundles, random, clock));
      this.attestor =
          new AgentAttestor(
              domain, store.nodes(), store.tokens(), attestors, anchors::bundles, clock);
      this.registrar =
          new Registrar(
              domain,
              store.entries(),
              new EntryRules(domain, MAX_TTL),
              config.svidTtl(),
              config.jwtSettings().svidTtl(),
              clock,
              random);
      this.policy =
          config
              .issuancePolicy()
              .map(folders -> RegoIssuancePolicy.open(folders, audit, System::nanoTime));
      Rulings rulings =
          new Rulings(
              policy.<IssuancePolicy>map(rego -> rego).orElseGet(IssuancePolicy::none), audit);
      this.issuer =
          new Issuer(
              new Issuer.Parts(
                  attestor,
                  registrar,
                  intermediates,
                  serials,
                  issued,
                  config.crypto().verification(),
                  rulings,
                  audit,
                  clock));
      this.jwtKeys =
          new JwtKeys(
              new JwtKeys.Parts(
                  anchors,
                  keys,
                  certificates,
                  issued,
                  config.jwtSettings().keyType(),
                  config.jwtSettings().keyTtl(),
                  clock,
                  this::isRotating));
      this.jwtIssuer =
          new JwtIssuer(
              new JwtIssuer.Parts(
                  registrar,
                  jwtKeys,
                  issued,
                  config.oidc().map(oidc -> oidc.issuer().toString()),
                  audit,
                  clock,
                  random),
              rulings);
      jwtKeys.renewIfDue();
      this.identity = new ServerIdentity(issuer, intermediates, anchors, clock);
      identity.renew();
      this.trusters =
          new TrusterRegistry(later(ledgers.documents("trusters")), () -> run, audit, clock);
      this.admission = new NodeAdmission(issuer, attestor, store.nodes(), trusters, audit, clock);
      this.outside = later(OutsideTrusters.open(anchors, ledgers.open("outside"), audit, clock));
      this.gates =
          new Gates(
              new Gates.Sources(
                  store.nodes()::all, trusters::all, outside::all, issued::unexpired, identity),
              clock);
      this.rotation = later(rotation(ledgers.open("rotation")));
      this.started = rotation;
      this.revocation = new RootRevocation(anchors, gates, rotation, upstream);
      this.federation =
          later(
              new FederationParts(
                  config,
                  later(Federations.open(domain, ledgers.open("federation"), audit, clock)),
                  anchors,
                  clock,
                  random));
    } catch (RuntimeException e) {
      opening.thenAccept(RegistrationStore::close);
      close();
      throw e;
    }
  }

  private boolean isRotating() {
    RootRotation known = started;
    return known != null && known.underWay().isPresent();
  }

  /// Renews what is over its half: the intermediate, the CA's own SVID, the key of JWT-SVIDs.
  void renewWhatIsDue() {
    try {
      anchors.current().activeRoot().ifPresent(intermediates::renewIfDue);
    } finally {
      // The authority above may be away; our own SVID does not need it.
      identity.renew();
      jwtKeys.renewIfDue();
    }
  }

  /// Writes down where each key is.
  void recordCustody() {
    upstream.custody().forEach(this::record);
    record(intermediates.get().key().custody("intermediate"));
    jwtKeys.custody().ifPresent(this::record);
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a part of the CA cannot be closed", e);
      }
    }
  }

  private void record(KeyCustody custody) {
    audit.append(
        new CaRecord.KeyCustody(
            custody.purpose(),
            custody.backend(),
            custody.keyType(),
            custody.spkiSha256(),
            custody.attributes()));
  }

  private UpstreamRoot activeRoot(SigningKeys keys) {
    // A root whose key ended with the process before this one signs no more.
    if (anchors.current().activeRoot().isEmpty() || !keys.outlivesTheProcess()) {
      List<UpstreamRoot> known = upstream.roots();
      UpstreamRoot first =
          known.isEmpty() ? upstream.createRoot(FIRST_ROOT, config.rootTtl()) : known.getFirst();
      anchors.trust(first);
      anchors.activate(first.sha256());
    }
    return anchors
        .current()
        .activeRoot()
        .orElseThrow(() -> new IllegalStateException("the active root is not trusted"));
  }

  private RootRotation rotation(Ledger ledger) {
    return new RootRotation(
        new RootRotation.Surroundings(
            new AuthorityEffects.Parts(
                anchors, intermediates, upstream, jwtKeys, identity, config.rootTtl()),
            gates,
            issued::unexpired,
            Leadership.alone(),
            audit,
            clock,
            random),
        ledger);
  }

  private <T extends AutoCloseable> T later(T part) {
    opened.push(part);
    return part;
  }

  private static RegistrationStore joined(CompletableFuture<RegistrationStore> opening) {
    try {
      return opening.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
