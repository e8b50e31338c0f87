/// Nodes that serve what they are told under the name that they claim.
@NullMarked
package io.watchword.ca.attestation.http;

import org.jspecify.annotations.NullMarked;
