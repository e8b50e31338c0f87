package io.watchword.compliance.control;

import java.util.List;

/// What our measures say about one assessment objective.
///
/// @param id as in the OSCAL form of SP 800-53A, such as `sc-8.1_obj`
/// @param measures ids; empty where a mesh can not measure it
/// @param says our own wording of what the measures show
public record MappedObjective(String id, List<String> measures, Coverage coverage, String says) {

  public MappedObjective {
    measures = List.copyOf(measures);
    if (measures.isEmpty() != (coverage == Coverage.NONE)) {
      throw new IllegalArgumentException("coverage `none` means no measures, and the reverse");
    }
  }

  /// How far the measures reach.
  public enum Coverage {
    FULL,
    PART,
    NONE
  }
}
