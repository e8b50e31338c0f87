package io.watchword.identity.svid;

import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.x509.GeneralName;
import io.watchword.identity.x509.StrictX509Certificate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a certificate says, for people and scripts: `identity inspect`. Immutable; any thread.
///
/// @param certificate what is described
/// @param kind `x509-svid`, `signing-certificate` or `certificate`
/// @param id its SPIFFE ID
/// @param problem why it is no SVID to authenticate with; empty for SVIDs and signing certificates
public record SvidDescription(
    StrictX509Certificate certificate,
    String kind,
    Optional<SpiffeId> id,
    Optional<String> problem) {

  /// Describes one certificate; nobody asks here who signed it.
  public static SvidDescription of(StrictX509Certificate certificate) {
    try {
      return new SvidDescription(
          certificate, "x509-svid", Optional.of(LeafProfile.idOf(certificate)), Optional.empty());
    } catch (IdentityException e) {
      boolean signs = certificate.isAuthority();
      return new SvidDescription(
          certificate,
          signs ? "signing-certificate" : "certificate",
          onlyId(certificate),
          signs ? Optional.empty() : Optional.of(e.getMessage()));
    }
  }

  /// The same as a document: keys are `snake_case`, values texts, numbers, truths and lists of
  /// texts.
  public Map<String, Object> json(Instant now) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("kind", kind);
    id.ifPresent(value -> out.put("spiffe_id", value.toString()));
    problem.ifPresent(value -> out.put("problem", value));
    out.put("subject", certificate.getSubjectX500Principal().getName());
    out.put("issuer", certificate.getIssuerX500Principal().getName());
    out.put("serial", certificate.getSerialNumber().toString(16));
    out.put("not_before", certificate.notBefore().toString());
    out.put("not_after", certificate.notAfter().toString());
    out.put("valid_now", isValid(now));
    out.put("key", certificate.keyName());
    out.put("signature_algorithm", certificate.getSigAlgName());
    out.put("self_signed", certificate.isSelfSigned());
    out.put("names", names());
    out.put("sha256", certificate.sha256Hex());
    return out;
  }

  /// The same as lines of text.
  public String text(Instant now) {
    StringBuilder out = new StringBuilder();
    line(out, "kind", kind);
    id.ifPresent(value -> line(out, "spiffe id", value.toString()));
    problem.ifPresent(value -> line(out, "problem", value));
    line(out, "subject", certificate.getSubjectX500Principal().getName());
    line(out, "issuer", certificate.getIssuerX500Principal().getName());
    line(out, "serial", certificate.getSerialNumber().toString(16));
    line(
        out,
        "valid",
        certificate.notBefore() + " to " + certificate.notAfter() + " (" + validity(now) + ")");
    line(out, "key", certificate.keyName());
    line(out, "signature", certificate.getSigAlgName());
    names().forEach(name -> line(out, "name", name));
    line(out, "sha256", certificate.sha256Hex());
    return out.toString();
  }

  private static void line(StringBuilder out, String label, String value) {
    out.append(String.format("%-10s %s%n", label, value));
  }

  private boolean isValid(Instant now) {
    return !now.isBefore(certificate.notBefore()) && !now.isAfter(certificate.notAfter());
  }

  private String validity(Instant now) {
    if (now.isBefore(certificate.notBefore())) {
      return "not yet valid";
    }
    Duration left = Duration.between(now, certificate.notAfter());
    if (left.isNegative()) {
      return "expired";
    }
    return left.toDays() > 2 ? left.toDays() + " days left" : left.toMinutes() + " minutes left";
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (GeneralName name : certificate.subjectAlternativeNames()) {
      names.add(
          switch (name.tag()) {
            case GeneralName.URI -> "uri:" + printable(name.text());
            case GeneralName.DNS -> "dns:" + printable(name.text());
            case GeneralName.EMAIL -> "email:" + printable(name.text());
            case GeneralName.IP -> "ip:" + address(name.content());
            case GeneralName.DIRECTORY -> "directory name";
            default -> "name of kind " + name.tag();
          });
    }
    return List.copyOf(names);
  }

  private static String address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      return bytes.length + " bytes";
    }
  }

  /// Names come from strangers and go to terminals.
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                out.append(
                    c >= 0x20 && c < 0x7f
                        ? String.valueOf((char) c)
                        : String.format("\\u%04x", c)));
    return out.toString();
  }

  private static Optional<SpiffeId> onlyId(StrictX509Certificate certificate) {
    if (certificate.uris().size() != 1) {
      return Optional.empty();
    }
    try {
      return Optional.of(SpiffeId.parse(certificate.uris().getFirst()));
    } catch (InvalidSpiffeIdException e) {
      return Optional.empty();
    }
  }
}
