package io.watchword.ca.keys;

import java.util.Map;

/// Where one key of the CA is, for the record of key custody.
///
/// @param purpose `root`, `intermediate`
/// @param backend `embedded`, `vault-transit`, `vault-pki`, `file`
/// @param keyType such as `ec-p256`
/// @param spkiSha256 lower-case hexadecimal
/// @param attributes what the back end says of it: `exportable`, `store`, `mount`, `issuer` ...
public record KeyCustody(
    String purpose,
    String backend,
    String keyType,
    String spkiSha256,
    Map<String, String> attributes) {

  /// Copies the attributes.
  public KeyCustody {
    attributes = Map.copyOf(attributes);
  }
}
