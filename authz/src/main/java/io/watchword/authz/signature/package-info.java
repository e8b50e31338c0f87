/// Types, the signatures of built-in functions and capabilities: what of the language a deployment
/// allows.
@NullMarked
package io.watchword.authz.signature;

import org.jspecify.annotations.NullMarked;
