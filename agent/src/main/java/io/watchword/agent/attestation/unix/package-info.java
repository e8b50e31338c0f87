/// What `/proc` says of a process: user, groups, program.
@NullMarked
package io.watchword.agent.attestation.unix;

import org.jspecify.annotations.NullMarked;
