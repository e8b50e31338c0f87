/// A Transit mount of Vault as the place of our keys: it signs with them and never gives them out.
@NullMarked
package io.watchword.ca.vault.transit;

import org.jspecify.annotations.NullMarked;
