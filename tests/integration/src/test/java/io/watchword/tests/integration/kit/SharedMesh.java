package io.watchword.tests.integration.kit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One running mesh for all test classes that leave it as they found it; it comes up for the first
/// of them and goes with the last.
public final class SharedMesh implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == MeshUnderTest.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedMesh.class))
        .getOrComputeIfAbsent("mesh", key -> new Held(MeshUnderTest.up("shared")), Held.class)
        .mesh();
  }

  /// Closed by JUnit at the end of the run.
  private record Held(MeshUnderTest mesh) implements AutoCloseable {
    @Override
    public void close() {
      mesh.close();
    }
  }
}
