package io.watchword.compliance.oscal;

import io.watchword.compliance.control.AssessedObjective;
import io.watchword.compliance.control.ControlMapping;
import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.evidence.Period;
import io.watchword.compliance.measure.AssessedMeasures;
import java.util.List;

/// What the assessment results are made of.
///
/// @param htmlSha256 of the report for people that lies beside them, lower-case hexadecimal
public record OscalInput(
    String toolVersion,
    String trustDomain,
    Period period,
    List<LogEvidence> logs,
    AssessedMeasures measures,
    List<AssessedObjective> objectives,
    ControlMapping mapping,
    String htmlSha256) {}
