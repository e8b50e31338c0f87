/// Keys as policies carry them: PEM blocks, JSON web keys, and the encodings around them.
@NullMarked
package io.watchword.authz.builtin.keys;

import org.jspecify.annotations.NullMarked;
