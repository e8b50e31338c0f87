package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.value.Value;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Which names a certificate may vouch for (RFC 5280 §4.2.1.10).
///
/// @param critical whether the extension was
record NameConstraints(boolean critical, Trees permitted, Trees excluded) {

  /// Subtrees by kind of name; an address with its mask.
  record Trees(List<String> dns, List<String> emails, List<byte[]> ips, List<String> uris) {

    static Trees none() {
      return new Trees(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private void addTo(Fields fields, String kind) {
      fields
          .texts(kind + "DNSDomains", dns)
          .texts(kind + "EmailAddresses", emails)
          .list(kind + "IPRanges", ips, Trees::range)
          .texts(kind + "URIDomains", uris);
    }

    private static Value range(byte[] both) {
      int half = both.length / 2;
      return new Fields()
          .with("IP", AlternativeNames.text(Arrays.copyOf(both, half)))
          .bytes("Mask", Arrays.copyOfRange(both, half, both.length))
          .done();
    }
  }

  static final NameConstraints NONE = new NameConstraints(false, Trees.none(), Trees.none());

  static NameConstraints of(Der extension, boolean critical) {
    Trees permitted = Trees.none();
    Trees excluded = Trees.none();
    for (Der list : extension.as(Der.SEQUENCE).children()) {
      Trees trees = list.isContext(0) ? permitted : excluded;
      for (Der subtree : list.children()) {
        Der base = subtree.as(Der.SEQUENCE).children().get(0);
        switch (base.tag()) {
          case 0x81 -> trees.emails.add(AsnText.ia5(base));
          case 0x82 -> trees.dns.add(AsnText.ia5(base));
          case 0x86 -> trees.uris.add(AsnText.ia5(base));
          case 0x87 -> trees.ips.add(base.content());
          default -> {}
        }
      }
    }
    return new NameConstraints(critical, permitted, excluded);
  }

  void addTo(Fields fields) {
    fields.with("PermittedDNSDomainsCritical", critical);
    permitted.addTo(fields, "Permitted");
    excluded.addTo(fields, "Excluded");
  }

  /// Whether all names of a certificate below are allowed.
  boolean allow(AlternativeNames names) {
    return names.dns().stream().allMatch(n -> dns(n, permitted, true) && !dns(n, excluded, false))
        && names.emails().stream()
            .allMatch(n -> email(n, permitted, true) && !email(n, excluded, false))
        && names.ips().stream().allMatch(n -> ip(n, permitted, true) && !ip(n, excluded, false))
        && names.uris().stream().allMatch(n -> uri(n, permitted, true) && !uri(n, excluded, false));
  }

  private static boolean dns(String name, Trees trees, boolean ifNone) {
    return trees.dns.isEmpty()
        ? ifNone
        : trees.dns.stream().anyMatch(t -> isBelow(name, t) || !ifNone && isCovered(name, t));
  }

  private static boolean email(String name, Trees trees, boolean ifNone) {
    if (trees.emails.isEmpty()) {
      return ifNone;
    }
    String host = name.substring(name.lastIndexOf('@') + 1);
    return trees.emails.stream().anyMatch(t -> t.contains("@") ? t.equals(name) : isHost(host, t));
  }

  private static boolean uri(URI name, Trees trees, boolean ifNone) {
    if (trees.uris.isEmpty()) {
      return ifNone;
    }
    String host = name.getHost();
    return host != null && trees.uris.stream().anyMatch(t -> isHost(host, t));
  }

  private static boolean ip(byte[] address, Trees trees, boolean ifNone) {
    return trees.ips.isEmpty() ? ifNone : trees.ips.stream().anyMatch(t -> isIn(address, t));
  }

  private static boolean isIn(byte[] address, byte[] range) {
    if (range.length != 2 * address.length) {
      return false;
    }
    for (int i = 0; i < address.length; i++) {
      if (((address[i] ^ range[i]) & range[address.length + i]) != 0) {
        return false;
      }
    }
    return true;
  }

  // For mail and URIs a name is one host, and only with a dot before it all hosts below.
  private static boolean isHost(String host, String tree) {
    return tree.startsWith(".")
        ? host.toLowerCase(Locale.ROOT).endsWith(tree.toLowerCase(Locale.ROOT))
        : host.equalsIgnoreCase(tree);
  }

  // What is excluded must not come back through a star.
  private static boolean isCovered(String name, String tree) {
    int dot = tree.indexOf('.');
    return name.startsWith("*.")
        && dot > 0
        && tree.substring(dot).equalsIgnoreCase(name.substring(1));
  }

  private static boolean isBelow(String name, String tree) {
    String host = name.toLowerCase(Locale.ROOT);
    String parent = tree.toLowerCase(Locale.ROOT);
    if (parent.isEmpty()) {
      return true;
    }
    if (parent.startsWith(".")) {
      return host.endsWith(parent);
    }
    return host.equals(parent) || host.endsWith("." + parent);
  }
}
