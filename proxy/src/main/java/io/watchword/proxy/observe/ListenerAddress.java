package io.watchword.proxy.observe;

/// Where a listener listens, in words; empty until it is bound. Thread-safe.
public final class ListenerAddress {

  private volatile String text = "";

  /// It is bound.
  public void bound(String address) {
    text = address;
  }

  @Override
  public String toString() {
    return text;
  }
}
