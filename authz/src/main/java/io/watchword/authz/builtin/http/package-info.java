/// The function `http.send`.
@NullMarked
package io.watchword.authz.builtin.http;

import org.jspecify.annotations.NullMarked;
