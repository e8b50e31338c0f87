package io.watchword.authz.types;

import io.watchword.authz.schema.RemoteSchemas;
import io.watchword.authz.signature.Capabilities;

/// What a policy is checked against.
///
/// @param capabilities the functions it may call
/// @param schemas those that annotations may name
/// @param remote how schemas elsewhere are read
/// @param annotations whether `schemas` of METADATA blocks count
/// @param undefinedFunctions whether calls of unknown functions are let through
public record TypeSettings(
    Capabilities capabilities,
    SchemaSet schemas,
    RemoteSchemas remote,
    boolean annotations,
    boolean undefinedFunctions) {

  /// All functions, no schemas but those in annotations.
  public static final TypeSettings DEFAULT =
      new TypeSettings(Capabilities.STANDARD, SchemaSet.NONE, RemoteSchemas.NONE, true, false);

  /// The same with other capabilities.
  public TypeSettings with(Capabilities other) {
    return new TypeSettings(other, schemas, remote, annotations, undefinedFunctions);
  }

  /// The same with other schemas.
  public TypeSettings with(SchemaSet other) {
    return new TypeSettings(capabilities, other, remote, annotations, undefinedFunctions);
  }

  /// The same with other ways to schemas elsewhere.
  public TypeSettings with(RemoteSchemas other) {
    return new TypeSettings(capabilities, schemas, other, annotations, undefinedFunctions);
  }
}
