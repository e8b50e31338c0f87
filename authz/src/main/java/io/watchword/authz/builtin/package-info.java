/// What a built-in function is and what it sees. The functions themselves are in the packages
/// below, by what they are about; `table` knows them all.
@NullMarked
package io.watchword.authz.builtin;

import org.jspecify.annotations.NullMarked;
