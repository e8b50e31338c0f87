/// The decisions on a connection and on each request, and the proofs that they were made.
@NullMarked
package io.watchword.proxy.authorize;

import org.jspecify.annotations.NullMarked;
