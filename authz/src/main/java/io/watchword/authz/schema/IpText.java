package io.watchword.authz.schema;

import java.util.regex.Pattern;

/// The text of an IP address, as Go reads it. Stateless.
final class IpText {

  private static final Pattern V4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

  private IpText() {}

  static boolean isAddress(String text) {
    return text.contains(":") ? isV6(text) : V4.matcher(text).matches();
  }

  private static boolean isV6(String text) {
    String[] halves = text.split("::", -1);
    if (halves.length > 2) {
      return false;
    }
    int groups = groups(halves[0], halves.length == 1);
    if (halves.length == 1) {
      return groups == 8;
    }
    int after = groups(halves[1], true);
    return groups >= 0 && after >= 0 && groups + after < 8;
  }

  // How many groups of 16 bits; -1 where something is wrong. The last may be an IPv4 address.
  private static int groups(String text, boolean last) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = parts.length;
    for (int i = 0; i < parts.length; i++) {
      boolean v4 = last && i == parts.length - 1 && parts[i].contains(".");
      if (v4 ? !V4.matcher(parts[i]).matches() : !GROUP.matcher(parts[i]).matches()) {
        return -1;
      }
      count += v4 ? 1 : 0;
    }
    return count;
  }
}
