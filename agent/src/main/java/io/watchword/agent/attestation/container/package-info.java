/// In which container a process runs, by the names of its control groups.
@NullMarked
package io.watchword.agent.attestation.container;

import org.jspecify.annotations.NullMarked;
