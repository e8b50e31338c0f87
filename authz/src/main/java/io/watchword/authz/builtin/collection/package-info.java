/// Built-ins on collections and on values of any kind: comparison, aggregates, arrays, objects,
/// sets, graphs, types.
@NullMarked
package io.watchword.authz.builtin.collection;

import org.jspecify.annotations.NullMarked;
