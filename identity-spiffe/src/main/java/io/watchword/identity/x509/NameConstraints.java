package io.watchword.identity.x509;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/// What names a certificate authority may give: permitted and excluded parts of the name space.
/// Immutable.
///
/// Read and applied by our own code: the JDK's parser refuses constraints on legal trust domains
/// (`my_td`), its validator crashes on some legal IDs, and nobody else applies the constraints that
/// stand on the root.
record NameConstraints(List<GeneralName> permitted, List<GeneralName> excluded) {
  // [1] RFC 5280 §4.2.1.10. [2] X509-SVID §4.2: URI constraints. A trust domain is compared as the
  // string it is (ID-10): it is
  //     no DNS name and never an address.

  private static final int MAX_SUBTREES = 256;

  static NameConstraints read(Der.Element sequence) {
    Der inside = sequence.expect(Der.SEQUENCE, "name constraints").inside();
    List<GeneralName> permitted =
        inside.optional(0xa0, "permitted names").map(NameConstraints::subtrees).orElse(List.of());
    List<GeneralName> excluded =
        inside.optional(0xa1, "excluded names").map(NameConstraints::subtrees).orElse(List.of());
    inside.end("name constraints");
    if (permitted.isEmpty() && excluded.isEmpty()) {
      throw new MalformedCertificateException("name constraints are empty");
    }
    return new NameConstraints(permitted, excluded);
  }

  /// The first name of `certificate` that these constraints do not let pass.
  Optional<String> firstForbidden(StrictX509Certificate certificate) {
    for (GeneralName name : certificate.constrainedNames()) {
      if (!allows(name)) {
        return Optional.of(name.tag() == GeneralName.DIRECTORY ? "subject" : name.text());
      }
    }
    return Optional.empty();
  }

  boolean allows(GeneralName name) {
    boolean constrained = false;
    boolean matched = false;
    for (GeneralName subtree : permitted) {
      if (subtree.tag() == name.tag()) {
        constrained = true;
        matched |= within(name, subtree, false);
      }
    }
    for (GeneralName subtree : excluded) {
      if (subtree.tag() == name.tag() && within(name, subtree, true)) {
        return false;
      }
    }
    return matched || !constrained;
  }

  private static List<GeneralName> subtrees(Der.Element sequence) {
    List<GeneralName> subtrees = new ArrayList<>();
    Der inside = sequence.inside();
    while (!inside.atEnd()) {
      Der subtree = inside.next(Der.SEQUENCE, "name constraint").inside();
      GeneralName base = GeneralName.read(subtree.next("name constraint"), "name constraint");
      // minimum is 0 and absent, maximum is absent: RFC 5280 has no others.
      subtree.end("name constraint");
      checkBase(base);
      subtrees.add(base);
      if (subtrees.size() > MAX_SUBTREES) {
        throw new MalformedCertificateException("more than " + MAX_SUBTREES + " name constraints");
      }
    }
    if (subtrees.isEmpty()) {
      throw new MalformedCertificateException("name constraints with an empty list");
    }
    return List.copyOf(subtrees);
  }

  private static void checkBase(GeneralName base) {
    boolean sound =
        switch (base.tag()) {
          case GeneralName.IP -> isMask(base.content());
          case GeneralName.DNS -> base.text().isEmpty() || DnsName.isValid(base.text());
          case GeneralName.EMAIL -> Mailbox.isValidConstraint(base.text());
          case GeneralName.URI ->
              !base.text().isEmpty()
                  && base.text().indexOf('/') < 0
                  && base.text().indexOf(':') < 0;
          default -> true;
        };
    if (!sound) {
      throw new MalformedCertificateException("name constraint `" + base.text() + "` is malformed");
    }
  }

  private static boolean isMask(byte[] content) {
    if (content.length != 8 && content.length != 32) {
      return false;
    }
    boolean host = false;
    for (int bit = content.length * 4; bit < content.length * 8; bit++) {
      boolean set = (content[bit / 8] >> (7 - bit % 8) & 1) == 1;
      if (set && host) {
        return false;
      }
      host |= !set;
    }
    return true;
  }

  /// @param whenUnclear the answer for names that cannot be compared: outside of what is permitted,
  ///   inside of what is excluded
  private static boolean within(GeneralName name, GeneralName subtree, boolean whenUnclear) {
    return switch (name.tag()) {
      case GeneralName.URI ->
          host(name.text()).map(h -> uriWithin(h, subtree.text())).orElse(whenUnclear);
      case GeneralName.DNS -> dnsWithin(name.text(), subtree.text(), whenUnclear);
      case GeneralName.EMAIL -> Mailbox.within(name.text(), subtree.text()).orElse(whenUnclear);
      case GeneralName.IP -> ipWithin(name.content(), subtree.content()).orElse(whenUnclear);
      case GeneralName.DIRECTORY -> DirectoryName.within(name.content(), subtree.content());
      default -> whenUnclear;
    };
  }

  private static Optional<String> host(String uri) {
    int authority = uri.indexOf("://");
    if (authority < 1) {
      return Optional.empty();
    }
    String rest = uri.substring(authority + 3);
    int end = rest.length();
    for (char mark : new char[] {'/', '?', '#'}) {
      int at = rest.indexOf(mark);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    String host = rest.substring(0, end);
    // User information, ports and literals: whoever writes these into a certificate wants two
    // readers to disagree.
    boolean plain =
        !host.isEmpty() && host.indexOf('@') < 0 && host.indexOf(':') < 0 && host.indexOf('%') < 0;
    return plain ? Optional.of(host.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static boolean uriWithin(String host, String constraint) {
    String base = constraint.toLowerCase(Locale.ROOT);
    return base.startsWith(".")
        ? host.endsWith(base) && host.length() > base.length()
        : host.equals(base);
  }

  private static boolean dnsWithin(String name, String constraint, boolean excluded) {
    String base = constraint.toLowerCase(Locale.ROOT);
    String host = name.toLowerCase(Locale.ROOT);
    if (!DnsName.isValidWithWildcard(host)) {
      return excluded;
    }
    if (base.isEmpty() || host.equals(base) || host.endsWith("." + base)) {
      return true;
    }
    // `*.x` can stand for the one excluded name below x.
    return excluded && host.startsWith("*.") && base.endsWith(host.substring(1));
  }

  private static Optional<Boolean> ipWithin(byte[] address, byte[] constraint) {
    if (address.length != 4 && address.length != 16) {
      return Optional.empty();
    }
    if (constraint.length != 2 * address.length) {
      return Optional.of(false);
    }
    for (int i = 0; i < address.length; i++) {
      int mask = constraint[address.length + i];
      if ((address[i] & mask) != (constraint[i] & mask)) {
        return Optional.of(false);
      }
    }
    return Optional.of(true);
  }

  /// Directory names, as [X500Principal] writes them canonically.
  private static final class DirectoryName {

    private DirectoryName() {}

    static boolean within(byte[] name, byte[] base) {
      List<String> parts = parts(name);
      List<String> wanted = parts(base);
      return parts.size() >= wanted.size() && parts.subList(0, wanted.size()).equals(wanted);
    }

    private static List<String> parts(byte[] name) {
      List<String> parts = new ArrayList<>();
      Der outer = Der.of(name);
      Der sequence = outer.next(Der.SEQUENCE, "directory name").inside();
      while (!sequence.atEnd()) {
        byte[] part = sequence.next(Der.SET, "part of a directory name").encoded();
        parts.add(principal(part).getName(X500Principal.CANONICAL));
      }
      return parts;
    }

    private static X500Principal principal(byte[] part) {
      byte[] name = DistinguishedNames.sequenceOf(part);
      return DistinguishedNames.principal(name);
    }
  }
}
