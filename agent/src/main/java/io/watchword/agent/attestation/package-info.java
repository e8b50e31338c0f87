/// Who is at the other end of the Unix socket: what the kernel knows of a local process, as
/// selectors.
@NullMarked
package io.watchword.agent.attestation;

import org.jspecify.annotations.NullMarked;
