package io.watchword.tests.conformance.spiffe.workload.wire;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The calls of the Workload API, and others that should not exist. Messages are bytes: they may be
/// wrong.
enum Rpc {
  FETCH_X509_SVID("SpiffeWorkloadAPI/FetchX509SVID", true),
  FETCH_X509_BUNDLES("SpiffeWorkloadAPI/FetchX509Bundles", true),
  FETCH_JWT_SVID("SpiffeWorkloadAPI/FetchJWTSVID", false),
  FETCH_JWT_BUNDLES("SpiffeWorkloadAPI/FetchJWTBundles", true),
  VALIDATE_JWT_SVID("SpiffeWorkloadAPI/ValidateJWTSVID", false),
  FETCH_WIT_SVID("SpiffeWorkloadAPI/FetchWITSVID", false),
  FETCH_WIT_BUNDLES("SpiffeWorkloadAPI/FetchWITBundles", true),
  NO_SUCH_RPC("SpiffeWorkloadAPI/FetchEverything", false),
  NO_SUCH_SERVICE("spiffe.workload.Api/FetchX509SVID", false),
  REFLECTION("grpc.reflection.v1.ServerReflection/ServerReflectionInfo", true),
  REFLECTION_ALPHA("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", true);

  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    AS_THEY_ARE;

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final String path;
  private final boolean streams;

  Rpc(String path, boolean streams) {
    this.path = path;
    this.streams = streams;
  }

  boolean isOfWitProfile() {
    return this == FETCH_WIT_SVID || this == FETCH_WIT_BUNDLES;
  }

  /// Whether the Workload API has it.
  boolean isSpecified() {
    return path.startsWith("SpiffeWorkloadAPI/") && this != NO_SUCH_RPC;
  }

  /// As `FetchX509SVID`.
  String shortName() {
    return path.substring(path.indexOf('/') + 1);
  }

  MethodDescriptor<byte[], byte[]> descriptor() {
    MethodType type =
        this == REFLECTION || this == REFLECTION_ALPHA
            ? MethodType.BIDI_STREAMING
            : streams ? MethodType.SERVER_STREAMING : MethodType.UNARY;
    return MethodDescriptor.newBuilder(Bytes.AS_THEY_ARE, Bytes.AS_THEY_ARE)
        .setType(type)
        .setFullMethodName(path)
        .build();
  }
}
