package io.watchword.authz.builtin.http;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/// Which hosts `http.send` may reach. Where a deployment lists them, every step of a redirect must
/// be on the list, and a listed name must not lead to the machine itself or to the addresses of a
/// link, where clouds answer with credentials, unless that address is listed too. Immutable.
record HostGuard(Optional<Set<String>> allowed) {

  /// @throws BuiltinFailedException in OPA's words
  void check(URI uri) {
    if (allowed.isEmpty()) {
      return;
    }
    String host = uri.getHost() == null ? "" : uri.getHost();
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (!allowed.get().contains(host) && !allowed.get().contains(bare)) {
      throw disallowed(host);
    }
    if (isLiteral(bare) || bare.equals("localhost")) {
      return;
    }
    checkAddresses(bare);
  }

  private void checkAddresses(String host) {
    InetAddress[] addresses;
    try {
      // The platform remembers the answer, so that the connection goes to what was checked.
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException unknown) {
      // The request fails by itself, with the error that says so.
      return;
    }
    for (InetAddress address : addresses) {
      boolean own =
          address.isLoopbackAddress()
              || address.isLinkLocalAddress()
              || address.isAnyLocalAddress()
              || address.isMulticastAddress();
      if (own && !allowed.orElseThrow().contains(address.getHostAddress())) {
        throw disallowed(host + " (" + address.getHostAddress() + ")");
      }
    }
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  private static BuiltinFailedException disallowed(String host) {
    return new BuiltinFailedException("disallowed host: " + host);
  }
}
