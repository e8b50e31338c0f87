package io.watchword.ca.federation;

import java.net.URI;
import java.util.Locale;

/// Where a bundle is fetched.
///
/// @param uri `https`, with a host and without user information (SPIFFE Federation §5.2.1, §5.2.2)
public record EndpointUrl(URI uri) {
  private static final int MAX_CHARACTERS = 2048;

  /// Checks it.
  ///
  /// @throws FederationException `ca/federation-invalid`
  public EndpointUrl {
    if (uri.toString().length() > MAX_CHARACTERS
        || uri.getScheme() == null
        || !uri.getScheme().toLowerCase(Locale.ROOT).equals("https")
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw new FederationException(
          "ca/federation-invalid",
          "bundle endpoint `"
              + uri
              + "` (expected: https://HOST[:PORT]/PATH without user information)");
    }
  }

  /// The URL that `text` is.
  ///
  /// @throws FederationException `ca/federation-invalid`
  public static EndpointUrl parse(String text) {
    try {
      return new EndpointUrl(URI.create(text));
    } catch (IllegalArgumentException e) {
      throw new FederationException(
          "ca/federation-invalid", "bundle endpoint `" + text + "` is no URL", e);
    }
  }

  /// Where a redirection leads.
  ///
  /// @param location absolute, or relative to this one
  EndpointUrl redirected(String location) {
    try {
      return new EndpointUrl(uri.resolve(location));
    } catch (IllegalArgumentException e) {
      throw new FederationException(
          "ca/federation-fetch",
          "`" + uri + "` redirects to `" + location + "`, which is no URL",
          e);
    }
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
