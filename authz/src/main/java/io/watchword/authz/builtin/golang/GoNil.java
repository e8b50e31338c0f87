package io.watchword.authz.builtin.golang;

/// Go's nil.
public enum GoNil {
  NIL
}
