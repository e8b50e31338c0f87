/// `json.filter`, `json.remove` and `json.patch`.
@NullMarked
package io.watchword.authz.builtin.document;

import org.jspecify.annotations.NullMarked;
