package io.watchword.authz.engine;

import io.watchword.authz.plan.Where;
import io.watchword.authz.value.Value;
import org.jspecify.annotations.Nullable;

/// What a rule came to.
///
/// @param value null where it is undefined
/// @param definedAt the definition that made it first; null where none did
public record Outcome(@Nullable Value value, @Nullable Where definedAt) {}
