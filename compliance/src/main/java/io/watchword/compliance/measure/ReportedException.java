package io.watchword.compliance.measure;

/// One thing that speaks against a measure being met. An entry of a report, nothing to throw.
///
/// @param place of the record, such as `proxy-1#812`, or the name of a log or a rotation
/// @param time when, as in the log; empty where it has no moment
public record ReportedException(String place, String time, String what) {}
