/// JWT-SVIDs: tokens that prove an identity to one audience.
@NullMarked
package io.watchword.identity.jwt;

import org.jspecify.annotations.NullMarked;
