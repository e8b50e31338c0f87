package io.watchword.ca.attestation.x509pop;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.AtMost;
import io.watchword.platform.bootstrap.config.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The key `node-attestors.x509pop` of `ca.yaml`.
///
/// @param mode whose certificates count: those of `ca-bundle`, or SVIDs of this trust domain
/// @param caBundle PEM file of authorities, for `external-pki`
/// @param svidPrefix what paths of SVIDs begin with that may become agents, for `spiffe`
/// @param agentName what agents are called after `/watchword/agent/x509pop/`, with `{fingerprint}`
///   (SHA-1 of the certificate), `{serial}`, `{common-name}` or, for `spiffe`, `{svid-path}` in it;
///   by default `{fingerprint}`, or `{svid-path}`
/// @param maxIntermediates longest chain between certificate and authority
/// @param maxRsaKeySize in bits; larger ones would cost the CA more than the node
/// @param allowReattestation whether an attested agent may prove itself again
public record X509popSettings(
    @Default("external-pki") Mode mode,
    Optional<Path> caBundle,
    @Default("/watchword-exchange/") String svidPrefix,
    Optional<String> agentName,
    @Default("4") @AtLeast("0") @AtMost("10") int maxIntermediates,
    @Default("4096") @AtLeast("2048") @AtMost("8192") int maxRsaKeySize,
    @Default("true") boolean allowReattestation) {

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

  /// Whose certificates count.
  public enum Mode {
    /// Those of an authority of the operator's.
    EXTERNAL_PKI,
    /// SVIDs that this CA issued to a workload.
    SPIFFE
  }

  /// Checks what concerns several keys.
  public X509popSettings {
    if (mode == Mode.EXTERNAL_PKI && caBundle.isEmpty()) {
      throw new IllegalArgumentException("ca-bundle is missing (expected: a PEM file)");
    }
    if (mode == Mode.SPIFFE && caBundle.isPresent()) {
      throw new IllegalArgumentException(
          "ca-bundle is not used in mode `spiffe`: the trust domain's own roots are");
    }
    if (!svidPrefix.startsWith("/") || !svidPrefix.endsWith("/") || svidPrefix.length() < 2) {
      throw new IllegalArgumentException(
          "svid-prefix `" + svidPrefix + "` (expected: such as `/watchword-exchange/`)");
    }
    Mode chosen = mode;
    agentName.ifPresent(name -> check(name, chosen));
  }

  /// What agents are called.
  String nameTemplate() {
    return agentName.orElse(mode == Mode.SPIFFE ? "{svid-path}" : "{fingerprint}");
  }

  private static void check(String name, Mode mode) {
    List<String> known =
        mode == Mode.SPIFFE
            ? List.of("fingerprint", "serial", "common-name", "svid-path")
            : List.of("fingerprint", "serial", "common-name");
    Matcher places = PLACE.matcher(name);
    boolean any = false;
    while (places.find()) {
      any = true;
      if (!known.contains(places.group(1))) {
        throw new IllegalArgumentException(
            "agent-name has `{" + places.group(1) + "}` (expected: one of " + known + ")");
      }
    }
    // Without any, all nodes would be one agent.
    if (!any) {
      throw new IllegalArgumentException(
          "agent-name `"
              + name
              + "` names every node alike (expected: one of "
              + known
              + " in it)");
    }
  }
}
