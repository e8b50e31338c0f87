package io.watchword.authz.load;

/// What policies read out of a SPIFFE ID `spiffe://DOMAIN/…/ns/NAMESPACE/sa/ACCOUNT`; empty where
/// it is not there.
///
/// The identity module has checked the ID; this only cuts it.
record SpiffeParts(String trustDomain, String namespace, String serviceAccount) {

  static SpiffeParts of(String spiffeId) {
    String scheme = "spiffe://";
    if (!spiffeId.startsWith(scheme)) {
      return new SpiffeParts("", "", "");
    }
    String rest = spiffeId.substring(scheme.length());
    int slash = rest.indexOf('/');
    String domain = slash < 0 ? rest : rest.substring(0, slash);
    String[] segments = slash < 0 ? new String[0] : rest.substring(slash + 1).split("/", -1);
    return new SpiffeParts(domain, after("ns", segments), after("sa", segments));
  }

  private static String after(String key, String[] segments) {
    for (int i = 0; i + 1 < segments.length; i += 2) {
      if (segments[i].equals(key)) {
        return segments[i + 1];
      }
    }
    return "";
  }
}
