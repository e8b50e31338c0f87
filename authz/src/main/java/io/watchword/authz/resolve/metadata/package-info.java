/// METADATA of rules and packages, and what a rule can read of it.
@NullMarked
package io.watchword.authz.resolve.metadata;

import org.jspecify.annotations.NullMarked;
