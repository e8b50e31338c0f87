/// JWT-SVIDs: the keys that sign them, and a grant that becomes a token.
@NullMarked
package io.watchword.ca.jwt;

import org.jspecify.annotations.NullMarked;
