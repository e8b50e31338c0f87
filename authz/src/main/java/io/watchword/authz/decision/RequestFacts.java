package io.watchword.authz.decision;

import java.util.List;
import java.util.Map;

/// What is known of one HTTP request before its body. Implemented over the proxy's parsed bytes: a
/// value is computed only when a policy reads it, so asking twice may compute twice.
public interface RequestFacts {

  ConnectionFacts connection();

  /// Id of this request, unique in the mesh.
  String requestId();

  /// `http` or `https`.
  String scheme();

  /// As sent, such as `GET`.
  String method();

  /// Value of `Host` or `:authority` as sent, with its port if any.
  String host();

  /// Normalised path without the query: the one policies match on and that is forwarded.
  String path();

  /// Path and query as they came.
  String rawPath();

  Map<String, List<String>> query();

  /// Names in lower case; several fields of one name joined by `, `.
  Map<String, String> headers();
}
