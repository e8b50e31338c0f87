package io.watchword.api.record;

import java.util.Map;

/// A record of a type that this version does not know, read from a log. Nobody writes it.
///
/// @param fields as they stand in the log, without `type` and `time`
public record UnknownRecord(String type, Map<String, Object> fields) implements AuditRecord {}
