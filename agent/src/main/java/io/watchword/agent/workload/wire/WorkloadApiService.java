package io.watchword.agent.workload.wire;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.watchword.agent.workload.CallerEntitlements;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.JwtSvids;
import io.watchword.api.workload.JWTBundlesRequest;
import io.watchword.api.workload.JWTSVIDRequest;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.api.workload.SpiffeWorkloadAPIGrpc;
import io.watchword.api.workload.ValidateJWTSVIDRequest;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.api.workload.X509BundlesRequest;
import io.watchword.api.workload.X509SVIDRequest;
import java.time.InstantSource;

/// The SPIFFE Workload API: its five methods, bound so that streams send what is encoded already.
/// No state.
public final class WorkloadApiService implements BindableService {

  private final X509Streams x509;
  private final JwtProfile jwt;

  private WorkloadApiService(X509Streams x509, JwtProfile jwt) {
    this.x509 = x509;
    this.jwt = jwt;
  }

  /// What the service works with.
  ///
  /// @param deliveries told of everything that goes out
  /// @param streams where open streams are told of changes
  public record Parts(
      CallerEntitlements callers,
      JwtSvids tokens,
      Deliveries deliveries,
      OpenStreams streams,
      InstantSource clock) {}

  /// Made of `parts`.
  public static WorkloadApiService of(Parts parts) {
    return new WorkloadApiService(
        new X509Streams(parts.callers(), parts.deliveries(), parts.streams(), parts.clock()),
        new JwtProfile(
            parts.callers(), parts.tokens(), parts.deliveries(), parts.streams(), parts.clock()));
  }

  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<X509SVIDRequest, Encoded> svids =
        Encoded.answers(SpiffeWorkloadAPIGrpc.getFetchX509SVIDMethod());
    MethodDescriptor<X509BundlesRequest, Encoded> bundles =
        Encoded.answers(SpiffeWorkloadAPIGrpc.getFetchX509BundlesMethod());
    MethodDescriptor<JWTBundlesRequest, Encoded> keys =
        Encoded.answers(SpiffeWorkloadAPIGrpc.getFetchJWTBundlesMethod());
    ServiceDescriptor generated = SpiffeWorkloadAPIGrpc.getServiceDescriptor();
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(generated.getName())
            // For reflection.
            .setSchemaDescriptor(generated.getSchemaDescriptor())
            .addMethod(svids)
            .addMethod(bundles)
            .addMethod(SpiffeWorkloadAPIGrpc.getFetchJWTSVIDMethod())
            .addMethod(keys)
            .addMethod(SpiffeWorkloadAPIGrpc.getValidateJWTSVIDMethod())
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(
            svids,
            ServerCalls.asyncServerStreamingCall(
                (X509SVIDRequest request, StreamObserver<Encoded> client) -> x509.svids(client)))
        .addMethod(
            bundles,
            ServerCalls.asyncServerStreamingCall(
                (X509BundlesRequest request, StreamObserver<Encoded> client) ->
                    x509.bundles(client)))
        .addMethod(
            SpiffeWorkloadAPIGrpc.getFetchJWTSVIDMethod(),
            ServerCalls.<JWTSVIDRequest, JWTSVIDResponse>asyncUnaryCall(jwt::svids))
        .addMethod(
            keys,
            ServerCalls.asyncServerStreamingCall(
                (JWTBundlesRequest request, StreamObserver<Encoded> client) -> jwt.bundles(client)))
        .addMethod(
            SpiffeWorkloadAPIGrpc.getValidateJWTSVIDMethod(),
            ServerCalls.<ValidateJWTSVIDRequest, ValidateJWTSVIDResponse>asyncUnaryCall(
                jwt::validate))
        .build();
  }
}
