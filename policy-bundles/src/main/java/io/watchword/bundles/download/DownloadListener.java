package io.watchword.bundles.download;

import java.time.Duration;

/// Hears what the downloader gets, on the downloader's thread, one call at a time.
public interface DownloadListener {

  /// A bundle that differs from the last accepted one. Nothing of it has been checked.
  ///
  /// @return whether it was accepted; one that was not is asked for again after a pause
  boolean onBundle(byte[] archive);

  /// The server confirmed that the last accepted bundle is its newest.
  void onUnchanged();

  /// An attempt failed.
  ///
  /// @param code such as `bundles/unreachable`
  /// @param retryIn when the next attempt comes
  void onFailure(String code, String why, Duration retryIn);
}
