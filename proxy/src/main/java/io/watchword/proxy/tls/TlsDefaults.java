package io.watchword.proxy.tls;

/// Process-wide switches of the TLS library. They are read when its classes are loaded, so [#apply]
/// comes first in a process.
public final class TlsDefaults {

  private TlsDefaults() {}

  /// Switches resumption off. Tickets switched off on a context are switched on again for each
  /// engine; only these hold. A resumed session would outlive the trust that its handshake was
  /// checked against.
  public static void apply() {
    setIfAbsent("jdk.tls.server.enableSessionTicketExtension", "false");
    setIfAbsent("jdk.tls.client.enableSessionTicketExtension", "false");
  }

  private static void setIfAbsent(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
