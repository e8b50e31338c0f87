/// Which selectors may hold which SPIFFE ID; an agent and an entry become a `Grant`.
@NullMarked
package io.watchword.ca.registration;

import org.jspecify.annotations.NullMarked;
