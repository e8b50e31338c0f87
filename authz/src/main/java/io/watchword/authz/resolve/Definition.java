package io.watchword.authz.resolve;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;

/// A rule in its final form, with the module it was written in.
///
/// @param rule its head's reference is complete from `data` on
public record Definition(Module module, Rule rule) {}
