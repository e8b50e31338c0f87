package io.watchword.compliance.measure;

import java.util.List;
import java.util.Set;

/// What a measure is, whatever it comes to.
///
/// @param id stable, `E01` ...
/// @param definition one or two sentences
/// @param numerator what is counted; `denominator` out of what
/// @param inputs types of the records that it is computed from
/// @param roles whose logs it relies on; empty for all
/// @param blindSpots what it can not see; printed with it wherever it stands
public record MeasureDefinition(
    String id,
    String title,
    String definition,
    String numerator,
    String denominator,
    SourceClass sourceClass,
    List<String> inputs,
    Set<String> roles,
    List<String> blindSpots) {

  public MeasureDefinition {
    inputs = List.copyOf(inputs);
    roles = Set.copyOf(roles);
    blindSpots = List.copyOf(blindSpots);
  }

  /// Whether it relies on the logs of `role`; a log whose role is unknown could be any.
  public boolean reliesOn(String role) {
    return roles.isEmpty() || role.isEmpty() || roles.contains(role);
  }
}
