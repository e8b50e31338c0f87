package io.watchword.authz.service;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.workload.NoIdentityException;
import io.watchword.identity.workload.X509Context;
import java.util.Optional;
import java.util.function.Function;

/// Which of our SVIDs the server shows: on one machine the agent may know us under several.
/// Thread-safe: immutable.
///
/// @param configured the one that `identity.spiffe-id` names
record ServerIdentity(Optional<SpiffeId> configured) implements Function<X509Context, X509Svid> {

  private static final String HINT = "authz";
  private static final String PATH = "/watchword/authz";

  @Override
  public X509Svid apply(X509Context context) {
    if (configured.isPresent()) {
      return context
          .byId(configured.get())
          .orElseThrow(
              () ->
                  new NoIdentityException(
                      "the Workload API gives "
                          + context.svids().stream().map(svid -> svid.id().toString()).toList()
                          + " (expected: `"
                          + configured.get()
                          + "`, as `identity.spiffe-id` says)"));
    }
    return context
        .byHint(HINT)
        .or(
            () ->
                context.svids().stream().filter(svid -> svid.id().path().equals(PATH)).findFirst())
        .orElseGet(context::defaultSvid);
  }
}
