/// Nodes that hold a certificate of another authority, or an SVID, and its key.
@NullMarked
package io.watchword.ca.attestation.x509pop;

import org.jspecify.annotations.NullMarked;
