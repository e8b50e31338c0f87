package io.watchword.ca.registration;

/// What is special about an entry.
public enum EntryTrait {
  /// Its workloads may call the admin API over mutual TLS.
  ADMIN("admin"),
  /// Its workloads may have CA certificates, for nested CAs.
  DOWNSTREAM("downstream"),
  /// Its SVIDs go to the agent's SVID store, not to callers of the Workload API.
  STORE_SVID("store-svid"),
  /// Its X.509-SVIDs are ordered when a workload asks for the first time, not before.
  DISABLE_X509_SVID_PREFETCH("disable-x509-svid-prefetch"),
  /// Its JWT-SVIDs carry a `jti` claim.
  JWT_SVID_INCLUDE_JTI("jwt-svid-include-jti");

  private final String label;

  EntryTrait(String label) {
    this.label = label;
  }

  /// As files and the store spell it.
  public String label() {
    return label;
  }

  /// The trait that `label` names.
  public static EntryTrait of(String label) {
    for (EntryTrait trait : values()) {
      if (trait.label.equals(label)) {
        return trait;
      }
    }
    throw new IllegalArgumentException("entry trait `" + label + "`");
  }
}
