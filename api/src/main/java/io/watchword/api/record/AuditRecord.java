package io.watchword.api.record;

/// One thing that an auditor would ask about. The log adds `type` and `time`.
public sealed interface AuditRecord
    permits AgentRecord, CaRecord, PolicyRecord, ProcessRecord, TrafficRecord, UnknownRecord {}
