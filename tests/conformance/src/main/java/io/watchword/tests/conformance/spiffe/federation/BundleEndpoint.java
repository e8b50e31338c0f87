package io.watchword.tests.conformance.spiffe.federation;

import java.nio.file.Path;
import java.util.Optional;

/// Which bundle endpoint is tested, and what is known about it.
///
/// @param url where it is
/// @param isSpiffe whether its profile is `https_spiffe`, else `https_web`
/// @param id SPIFFE ID of its server, for `https_spiffe`
/// @param bundle bundle of that ID's trust domain, for `https_spiffe`
/// @param roots in PEM, for `https_web`; absent: those of the JDK
/// @param trustDomain whose bundle it serves; empty where that is not told
public record BundleEndpoint(
    String url,
    boolean isSpiffe,
    String id,
    Optional<Path> bundle,
    Optional<Path> roots,
    String trustDomain) {}
