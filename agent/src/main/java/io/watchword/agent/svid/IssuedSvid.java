package io.watchword.agent.svid;

import io.watchword.identity.svid.X509Svid;
import java.time.Instant;

/// An SVID that the CA signed and that was verified here. Immutable.
///
/// @param rootSha256 root that it leads to, lower-case hexadecimal
/// @param renewAt when a successor is to be asked for
public record IssuedSvid(X509Svid svid, String rootSha256, Instant renewAt) {}
