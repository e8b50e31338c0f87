/// What is done to a plan before an engine gets it. Every pass keeps results, errors and conflicts.
@NullMarked
package io.watchword.authz.plan.optimise;

import org.jspecify.annotations.NullMarked;
