package io.watchword.compliance.control;

import java.util.List;

/// One control of the catalog.
///
/// @param id as in OSCAL catalogs, such as `sc-8.1`
/// @param customer what stays with whoever runs the mesh, whatever it measures
public record MappedControl(
    String id, String title, List<MappedObjective> objectives, String customer) {

  public MappedControl {
    objectives = List.copyOf(objectives);
  }
}
