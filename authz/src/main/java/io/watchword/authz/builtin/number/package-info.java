/// Built-ins on numbers: arithmetic, bits, ranges, texts of numbers and of amounts.
@NullMarked
package io.watchword.authz.builtin.number;

import org.jspecify.annotations.NullMarked;
