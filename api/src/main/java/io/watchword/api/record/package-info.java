/// What the roles write into their audit logs and reports read: plain records, no behaviour.
///
/// A record stands in the log as one JSON object with `snake_case` keys: `type` (the value of
/// [AuditRecordType]), `time` (RFC 3339, UTC), then the components below. Unknown keys are ignored
/// by readers, so fields may be added, never renamed.
@NullMarked
package io.watchword.api.record;

import org.jspecify.annotations.NullMarked;
