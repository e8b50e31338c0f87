package io.watchword.proxy.protocol;

import java.util.List;
import java.util.Set;

/// The `connection` field: whether the peer wants to go on, and which fields it wants dropped.
record ConnectionOptions(boolean close, boolean keepAlive, boolean upgrade, List<String> named) {

  static final ConnectionOptions NONE = new ConnectionOptions(false, false, false, List.of());

  // Dropping one of these on a peer's word would change who is asking, what for, or where a message
  // ends.
  private static final Set<String> NEVER_DROPPED =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "authorization",
          "cookie",
          "set-cookie",
          "content-type",
          "x-forwarded-client-cert",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-request-id",
          "forwarded",
          "origin");

  static ConnectionOptions of(Fields fields) {
    List<String> elements = fields.elements(FieldKind.CONNECTION);
    if (elements.isEmpty()) {
      return NONE;
    }
    for (String element : elements) {
      if (NEVER_DROPPED.contains(element) || element.startsWith("x-watchword-")) {
        throw MalformedMessageException.bad("connection-names-protected-field");
      }
    }
    return new ConnectionOptions(
        elements.contains("close"),
        elements.contains("keep-alive"),
        elements.contains("upgrade"),
        elements.stream()
            .filter(e -> !e.isEmpty() && !e.equals("close") && !e.equals("keep-alive"))
            .toList());
  }

  boolean names(Fields fields, int field) {
    for (int i = 0; i < named.size(); i++) {
      if (fields.nameIs(field, named.get(i))) {
        return true;
      }
    }
    return false;
  }
}
