package io.watchword.authz.types;

import io.watchword.authz.rego.Location;

/// Something that a check found.
///
/// @param isVague that a type was unknown is part of the finding, so that another one says more
record Problem(String message, Location at, String label, String help, boolean isVague) {}
