package io.watchword.identity.svid;

/// What counts where revocation lists leave a question open. What a list with a good signature
/// names, is revoked under every policy, however old the list.
///
/// @param listRequired whether a certificate is refused whose issuer has no whole list
/// @param freshRequired whether a certificate is refused whose issuer's newest list is stale, is of
///   the future or says too little; otherwise only what it names is refused
public record RevocationPolicy(boolean listRequired, boolean freshRequired) {
  // Not requiring either is the default because lists are optional in SPIFFE and SVIDs short: a CA
  // that is away for a day must not take the mesh down with it.

  private static final RevocationPolicy LISTED = new RevocationPolicy(false, false);
  private static final RevocationPolicy STRICT = new RevocationPolicy(true, true);

  /// The default: what a list names is refused, what no list names is not.
  public static RevocationPolicy listed() {
    return LISTED;
  }

  /// Every issuer must have a list that holds now.
  public static RevocationPolicy strict() {
    return STRICT;
  }
}
