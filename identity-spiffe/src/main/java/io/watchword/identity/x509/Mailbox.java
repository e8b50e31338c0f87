package io.watchword.identity.x509;

import java.util.Locale;
import java.util.Optional;

/// E-mail names and the constraints on them.
final class Mailbox {
  // [1] RFC 5280 §4.2.1.10: `user@host` is that mailbox, `host` all of one host, `.domain` all
  // hosts below. The part before `@`
  //     is compared as it is.

  private Mailbox() {}

  static boolean isValidConstraint(String text) {
    int at = text.lastIndexOf('@');
    String host =
        at >= 0 ? text.substring(at + 1) : text.startsWith(".") ? text.substring(1) : text;
    return at != 0 && DnsName.isValid(host);
  }

  static Optional<Boolean> within(String mailbox, String constraint) {
    int at = mailbox.lastIndexOf('@');
    if (at < 1 || mailbox.indexOf('@') != at || !DnsName.isValid(mailbox.substring(at + 1))) {
      return Optional.empty();
    }
    String host = mailbox.substring(at + 1).toLowerCase(Locale.ROOT);
    int separator = constraint.lastIndexOf('@');
    String wanted = constraint.substring(separator + 1).toLowerCase(Locale.ROOT);
    if (separator >= 0) {
      return Optional.of(
          mailbox.substring(0, at).equals(constraint.substring(0, separator))
              && host.equals(wanted));
    }
    return Optional.of(wanted.startsWith(".") ? host.endsWith(wanted) : host.equals(wanted));
  }
}
