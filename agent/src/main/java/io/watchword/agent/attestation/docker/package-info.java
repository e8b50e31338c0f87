/// Containers, as Docker (or Podman, by the same API) tells of them.
@NullMarked
package io.watchword.agent.attestation.docker;

import org.jspecify.annotations.NullMarked;
