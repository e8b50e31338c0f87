/// The functions `io.jwt.*`.
@NullMarked
package io.watchword.authz.builtin.token;

import org.jspecify.annotations.NullMarked;
