package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Subject alternative names (RFC 5280 §4.2.1.6) of the kinds that count.
record AlternativeNames(List<String> dns, List<String> emails, List<byte[]> ips, List<URI> uris) {

  static final AlternativeNames NONE =
      new AlternativeNames(List.of(), List.of(), List.of(), List.of());

  static AlternativeNames of(Der names) {
    AlternativeNames found =
        new AlternativeNames(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Der name : names.as(Der.SEQUENCE).children()) {
      switch (name.tag()) {
        case 0x81 -> found.emails.add(AsnText.ia5(name));
        case 0x82 -> found.dns.add(AsnText.ia5(name));
        case 0x86 -> found.uris.add(uri(AsnText.ia5(name)));
        case 0x87 -> found.ips.add(address(name.content()));
        default -> {}
      }
    }
    return found;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException malformed) {
      throw new BuiltinFailedException(
          "x509: cannot parse URI \"" + text + "\": " + malformed.getReason());
    }
  }

  private static byte[] address(byte[] bytes) {
    if (bytes.length != 4 && bytes.length != 16) {
      throw new BuiltinFailedException("x509: cannot parse IP address of length " + bytes.length);
    }
    return bytes;
  }

  boolean isEmpty() {
    return dns.isEmpty() && emails.isEmpty() && ips.isEmpty() && uris.isEmpty();
  }

  void addTo(Fields fields) {
    fields
        .texts("DNSNames", dns)
        .texts("EmailAddresses", emails)
        .list("IPAddresses", ips, ip -> new StringValue(text(ip)))
        .list("URIs", uris, AlternativeNames::document);
  }

  /// An address as Go writes it: zeros of version 6 shortened.
  static String text(byte[] ip) {
    try {
      String text = InetAddress.getByAddress(ip).getHostAddress();
      return ip.length == 4 || text.indexOf(':') < 0 ? text : shortened(ip);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  // RFC 5952 §4.2: the longest run of two zero groups or more, the first of them.
  private static String shortened(byte[] ip) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (ip[2 * i] & 0xff) << 8 | ip[2 * i + 1] & 0xff;
    }
    int best = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && groups[i + run] == 0) {
        run++;
      }
      if (run > longest) {
        best = i;
        longest = run;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == best) {
        text.append("::");
        i += longest - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  // The fields of Go's url.URL.
  private static Value document(URI uri) {
    String authority = text(uri.getRawAuthority());
    int at = authority.lastIndexOf('@');
    Fields fields =
        new Fields()
            .with("Scheme", text(uri.getScheme()))
            .with("Opaque", uri.isOpaque() ? opaque(uri) : "")
            .with("Host", at < 0 ? authority : authority.substring(at + 1))
            .with("Path", text(uri.getPath()))
            .with("RawPath", rawPath(uri))
            .with("OmitHost", omitsHost(uri))
            .with("ForceQuery", uri.toString().endsWith("?"))
            .with("RawQuery", query(uri))
            .with("Fragment", text(uri.getFragment()))
            .with("RawFragment", "");
    return at < 0 ? fields.nothing("User").done() : fields.with("User", new Fields().done()).done();
  }

  private static String opaque(URI uri) {
    String part = text(uri.getRawSchemeSpecificPart());
    int query = part.indexOf('?');
    return query < 0 ? part : part.substring(0, query);
  }

  private static String query(URI uri) {
    if (!uri.isOpaque()) {
      return text(uri.getRawQuery());
    }
    String part = text(uri.getRawSchemeSpecificPart());
    int query = part.indexOf('?');
    return query < 0 ? "" : part.substring(query + 1);
  }

  private static boolean omitsHost(URI uri) {
    return uri.getRawAuthority() == null
        && uri.getScheme() != null
        && text(uri.getRawPath()).startsWith("/")
        && !uri.toString().startsWith(uri.getScheme() + "://");
  }

  // Only where the encoding is not the one that would be chosen.
  private static String rawPath(URI uri) {
    String raw = text(uri.getRawPath());
    return raw.toLowerCase(java.util.Locale.ROOT).contains("%2f") ? raw : "";
  }

  private static String text(@Nullable String part) {
    return part == null ? "" : part;
  }
}
