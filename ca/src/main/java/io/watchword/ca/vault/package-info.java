/// A Vault-compatible server as the authority above us: its PKI mount holds the roots and signs our
/// intermediate.
@NullMarked
package io.watchword.ca.vault;

import org.jspecify.annotations.NullMarked;
