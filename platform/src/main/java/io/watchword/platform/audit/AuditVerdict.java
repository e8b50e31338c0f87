package io.watchword.platform.audit;

import java.util.Optional;
import java.util.OptionalLong;

/// What checking a log found.
///
/// @param valid all hashes, tiles and signatures are right, and the older checkpoint, if given, is
///   of the same history
/// @param origin of the log, empty if its checkpoint can not be trusted
/// @param size records that the checkpoint signs
/// @param rootHash Merkle root in base64, as in the checkpoint
/// @param problem the first thing wrong, naming the record
/// @param recordIndex the first bad record, from 0, where one can be named
public record AuditVerdict(
    boolean valid,
    String origin,
    long size,
    String rootHash,
    Optional<String> problem,
    OptionalLong recordIndex) {}
