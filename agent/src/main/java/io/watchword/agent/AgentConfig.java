package io.watchword.agent;

import io.watchword.agent.sds.Validation;
import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `agent.yaml`.
///
/// @param trustDomain whose agent this is
/// @param state folder for the node SVID, the trusted roots and the audit log; readable by the
///   agent alone
/// @param ca where the CA is, and how the agent is let in
/// @param workloadApi socket that workloads ask; any local user who may enter its folder can
///   connect
/// @param health loopback address of the admin port
/// @param attest by which means the agent is let in; absent: by a join token
/// @param workloadAttestors what is found out about workloads, and how
/// @param cache how much is held in memory
/// @param svidStore where SVIDs of entries with `store_svid` are written to
/// @param sds what Envoy is told
/// @param adminSocket socket of the delegated identity API
/// @param authorizedDelegates SPIFFE IDs that may ask there for the identities of others
/// @param audit where the audit log is, and its name
public record AgentConfig(
    String trustDomain,
    Path state,
    Ca ca,
    UnixSocket workloadApi,
    HostPort health,
    Optional<Attest> attest,
    @Default("{}") WorkloadAttestors workloadAttestors,
    @Default("{}") Cache cache,
    Optional<Store> svidStore,
    @Default("{}") Sds sds,
    Optional<UnixSocket> adminSocket,
    @Default("[]") List<String> authorizedDelegates,
    Optional<AuditSettings> audit) {

  /// The key `ca`.
  ///
  /// @param address of the CA's listener for nodes
  /// @param tokenFile file with a join token: read at the first contact, and whenever the agent has
  ///   lost its identity and the file holds another token
  /// @param trustBundle PEM file with the CA's roots, for agents that come without a join token
  /// @param rootSha256 digests of the CA's roots, instead of that file or beside it
  public record Ca(
      HostPort address,
      Optional<Path> tokenFile,
      Optional<Path> trustBundle,
      @Default("[]") List<String> rootSha256) {

    /// Checks the digests.
    public Ca {
      rootSha256 = List.copyOf(rootSha256);
      for (String digest : rootSha256) {
        if (!digest.matches("[0-9a-f]{64}")) {
          throw new IllegalArgumentException(
              "root-sha256 `" + digest + "` (expected: 64 hexadecimal digits in lower case)");
        }
      }
    }
  }

  /// The key `cache`.
  ///
  /// @param x509Svids held for the Workload API; beyond that number they are made when asked for,
  ///   and the least recently asked for are forgotten
  /// @param jwtSvids held; the least recently asked for are forgotten
  public record Cache(
      @Default("1000") @AtLeast("1") int x509Svids, @Default("1000") @AtLeast("1") int jwtSvids) {}

  /// The key `svid-store`.
  ///
  /// @param directory written by the agent alone; made where it is missing
  public record Store(Path directory) {}

  /// The key `sds`.
  ///
  /// @param rootca what Envoy gets for the names `ROOTCA` and of trust domains
  public record Sds(@Default("spiffe-validator") Validation rootca) {}

  /// Checks the trust domain and the delegates.
  public AgentConfig {
    if (attest.isPresent() && ca.tokenFile().isPresent()) {
      throw new IllegalArgumentException(
          "ca.token-file and attest exclude each other (expected: one of them)");
    }
    if (attest.isPresent() && ca.trustBundle().isEmpty() && ca.rootSha256().isEmpty()) {
      throw new IllegalArgumentException(
          "attest without ca.trust-bundle or ca.root-sha256 would take anybody for the CA"
              + " (expected: one of them)");
    }
    authorizedDelegates = List.copyOf(authorizedDelegates);
    authorizedDelegates.forEach(AgentConfig::checkDelegate);
    if (!authorizedDelegates.isEmpty() && adminSocket.isEmpty()) {
      throw new IllegalArgumentException(
          "authorized-delegates: there is no `admin-socket` for them to ask on");
    }
    try {
      TrustDomain.parse(trustDomain);
    } catch (InvalidSpiffeIdException e) {
      throw new IllegalArgumentException("trust-domain: " + e.getMessage(), e);
    }
  }

  private static void checkDelegate(String text) {
    try {
      SpiffeId.parse(text);
    } catch (InvalidSpiffeIdException e) {
      throw new IllegalArgumentException("authorized-delegates: " + e.getMessage(), e);
    }
  }

  /// Who may ask for the identities of others.
  Set<SpiffeId> delegates() {
    return authorizedDelegates.stream().map(SpiffeId::parse).collect(Collectors.toSet());
  }

  /// The trust domain, read.
  public TrustDomain domain() {
    return TrustDomain.parse(trustDomain);
  }
}
