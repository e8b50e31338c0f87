package io.watchword.identity.workload.wire;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.svid.RevocationLists;
import io.watchword.identity.svid.X509Svid;
import java.util.List;

/// One message of the stream, read: the whole state, nothing of the one before.
///
/// @param svids at least one, the default one first
/// @param bundles of all trust domains named
/// @param revocations the revocation lists that came along, of whatever issuers
public record X509Update(List<X509Svid> svids, TrustBundles bundles, RevocationLists revocations) {}
