/// SPIFFE IDs and trust domains: names, checked once.
@NullMarked
package io.watchword.identity.id;

import org.jspecify.annotations.NullMarked;
