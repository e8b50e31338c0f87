package io.watchword.authz.schema;

import io.watchword.authz.value.Value;

/// Reads schemas that another schema refers to by URL.
@FunctionalInterface
public interface RemoteSchemas {

  /// Reads none.
  RemoteSchemas NONE =
      url -> {
        throw disabled(url);
      };

  /// The document at `url`, which has no fragment.
  ///
  /// @throws SchemaException if it may not or cannot be read
  Value read(String url);

  /// What is said where a URL may not be read.
  static SchemaException disabled(String url) {
    return new SchemaException("remote reference loading disabled: " + url);
  }
}
