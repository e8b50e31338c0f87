/// Decisions by an Open Policy Agent of one's own, over its REST API.
@NullMarked
package io.watchword.authz.decision.opa;

import org.jspecify.annotations.NullMarked;
