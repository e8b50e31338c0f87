package io.watchword.ca.federation;

import io.watchword.identity.id.TrustDomain;

/// Whose bundle is fetched, where, and how the endpoint proves itself. What a client must be
/// configured with (SPIFFE Federation §5.1).
///
/// @param foreign known before anything is fetched: a document does not say whose it is
public record Relationship(TrustDomain foreign, EndpointUrl url, EndpointProfile profile) {}
