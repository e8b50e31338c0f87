/// What can be known to be wrong before anything runs: arity and types of built-in calls.
@NullMarked
package io.watchword.authz.early.types;

import org.jspecify.annotations.NullMarked;
