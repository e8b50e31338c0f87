/// A Vault-compatible server: how we reach it, who we are to it, and what its refusals mean. What
/// we ask of its engines is next door, in `pki` and `transit`.
@NullMarked
package io.watchword.ca.vault;

import org.jspecify.annotations.NullMarked;
