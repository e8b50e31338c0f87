/// PEM files: certificates and keys that people bring, and the authority above us that is made of
/// them.
@NullMarked
package io.watchword.ca.keys.pem;

import org.jspecify.annotations.NullMarked;
