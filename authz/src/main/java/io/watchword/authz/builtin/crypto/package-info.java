/// The functions `crypto.*`: hashes, and certificates and keys as the documents that OPA makes of
/// them.
@NullMarked
package io.watchword.authz.builtin.crypto;

import org.jspecify.annotations.NullMarked;
