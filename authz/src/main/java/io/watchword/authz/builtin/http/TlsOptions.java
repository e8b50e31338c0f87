package io.watchword.authz.builtin.http;

import io.watchword.authz.value.ObjectValue;
import java.util.List;

/// How a request wants TLS; empty strings want nothing. Keys are texts, files, or variables of the
/// environment that `opa.runtime()` shows.
record TlsOptions(
    boolean systemAuthorities,
    boolean trustAnyone,
    String serverName,
    Source authorities,
    Source certificate,
    Source key) {

  /// Where PEM comes from.
  record Source(String text, String file, String variable) {

    static final Source NONE = new Source("", "", "");

    private static Source of(ObjectValue request, String name) {
      return new Source(
          SendRequest.text(request, name),
          SendRequest.text(request, name + "_file"),
          SendRequest.text(request, name + "_env_variable"));
    }
  }

  static final TlsOptions STANDARD =
      new TlsOptions(false, false, "", Source.NONE, Source.NONE, Source.NONE);

  static TlsOptions of(ObjectValue request, boolean systemAuthorities, boolean trustAnyone) {
    return new TlsOptions(
        systemAuthorities,
        trustAnyone,
        SendRequest.text(request, "tls_server_name"),
        Source.of(request, "tls_ca_cert"),
        Source.of(request, "tls_client_cert"),
        Source.of(request, "tls_client_key"));
  }

  /// The same with a server name, unless it has one.
  TlsOptions orServerName(String name) {
    return serverName.isEmpty()
        ? new TlsOptions(systemAuthorities, trustAnyone, name, authorities, certificate, key)
        : this;
  }

  /// Whether everything is in the request itself.
  boolean isSelfContained() {
    return List.of(authorities, certificate, key).stream()
        .allMatch(source -> source.file().isEmpty() && source.variable().isEmpty());
  }
}
