/// A PKI mount of Vault as the authority above us: it holds the roots and signs our intermediate.
@NullMarked
package io.watchword.ca.vault.pki;

import org.jspecify.annotations.NullMarked;
