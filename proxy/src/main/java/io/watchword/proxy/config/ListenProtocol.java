package io.watchword.proxy.config;

/// What a listener expects to be spoken.
public enum ListenProtocol {
  /// HTTP/1.1 or TCP, whatever the first bytes say.
  DETECT,
  /// HTTP/1.1 only; anything else is refused.
  HTTP,
  /// Any bytes; only connection-level rules apply.
  TCP
}
