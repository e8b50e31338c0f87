/// `entry`, `token` and `agent`: who may hold which SPIFFE ID, and on which hosts.
@NullMarked
package io.watchword.cli.registration;

import org.jspecify.annotations.NullMarked;
