package io.watchword.authz.yaml;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a condition of an AuthorizationPolicy looks at: its field in the YAML, its place in
/// `input`, its name in sentences.
public enum Attribute {
  PRINCIPALS("principals", "caller", false, "source", "spiffe_id"),
  NAMESPACES("namespaces", "caller's namespace", false, "source", "namespace"),
  SERVICE_ACCOUNTS("serviceAccounts", "caller's service account", false, "source", "spiffe_id"),
  TRUST_DOMAINS("trustDomains", "caller's trust domain", false, "source", "trust_domain"),
  PORTS("ports", "port", false, "destination", "port"),
  HOSTS("hosts", "host", true, "request", "host"),
  METHODS("methods", "method", true, "request", "method"),
  PATHS("paths", "path", true, "request", "path");

  private final String field;
  private final String subject;
  private final boolean httpOnly;
  private final List<String> path;

  Attribute(String field, String subject, boolean httpOnly, String... path) {
    this.field = field;
    this.subject = subject;
    this.httpOnly = httpOnly;
    this.path = List.of(path);
  }

  /// The attribute of a YAML field, negated or not.
  static Optional<Attribute> of(String field) {
    return Arrays.stream(values())
        .filter(a -> a.field.equals(field) || a.negatedField().equals(field))
        .findFirst();
  }

  public String field() {
    return field;
  }

  /// `notPrincipals` and so on.
  public String negatedField() {
    return "not" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
  }

  /// As in: *method* `DELETE` is not among ….
  public String subject() {
    return subject;
  }

  /// Whether only HTTP requests have it.
  public boolean httpOnly() {
    return httpOnly;
  }

  /// Keys below `input`.
  public List<String> inputPath() {
    return path;
  }
}
