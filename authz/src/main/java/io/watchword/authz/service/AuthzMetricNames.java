package io.watchword.authz.service;

/// Names of the authz server's metrics, in Micrometer's spelling.
final class AuthzMetricNames {

  /// Changes of the policy folders by `outcome`: `signed`, `refused`, `unchanged`, `failed`.
  static final String BUILDS = "watchword.authz.policy.builds";

  /// Errors in the policy folders right now; 0 is well.
  static final String PROBLEMS = "watchword.authz.policy.problems";

  /// Requests for the bundle by `status`.
  static final String REQUESTS = "watchword.authz.bundle.requests";

  /// Requests that wait for the next bundle.
  static final String WAITING = "watchword.authz.bundle.waiting";

  private AuthzMetricNames() {}
}
