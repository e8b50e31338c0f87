/// TLS on both sides: TLS 1.3 only, both peers show an X.509-SVID, contexts are swapped with the
/// identity.
@NullMarked
package io.watchword.proxy.tls;

import org.jspecify.annotations.NullMarked;
