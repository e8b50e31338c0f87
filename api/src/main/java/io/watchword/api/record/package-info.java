/// Protobuf contracts and audit record types.
@NullMarked
package io.watchword.api.record;

import org.jspecify.annotations.NullMarked;
