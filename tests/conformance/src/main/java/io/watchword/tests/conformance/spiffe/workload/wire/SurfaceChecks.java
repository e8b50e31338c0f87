package io.watchword.tests.conformance.spiffe.workload.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What stands on the endpoint, and who is let in. Workload Endpoint §3 to §7.
final class SurfaceChecks {

  private static final Set<String> RPCS =
      Set.of(
          "FetchX509SVID",
          "FetchX509Bundles",
          "FetchJWTSVID",
          "FetchJWTBundles",
          "ValidateJWTSVID",
          "FetchWITSVID",
          "FetchWITBundles");
  private static final List<Rpc> ALL =
      Arrays.stream(Rpc.values()).filter(Rpc::isSpecified).toList();
  private static final byte[] RUBBISH = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 2, 3};
  private static final int HUGE = 16 * 1024 * 1024;

  private final RawClient client;
  private final Checks checks;
  private final String audience;
  private final String address;

  SurfaceChecks(RawClient client, Checks checks, String audience, String address) {
    this.client = client;
    this.checks = checks;
    this.audience = audience;
    this.address = address;
  }

  void run() {
    checks.check(
        "WE-02,WE-18,WE-07,WE-12",
        "gRPC without TLS and without credentials is answered",
        () -> {
          try (RawStream stream = client.call(Rpc.FETCH_X509_SVID, Ask.NOTHING)) {
            stream.need(RawClient.PATIENCE);
            return "";
          }
        });
    checks.check(
        "WE-03,WE-01,WE-09",
        "address is a Unix socket",
        () -> address.startsWith("unix:") ? "" : "it is `" + address + "`");
    profiles();
    headers();
    misuse();
    reflection();
  }

  private void profiles() {
    for (Rpc rpc : ALL) {
      if (rpc.isOfWitProfile()) {
        checks.check("WA-30", rpc.shortName() + " answers, or is Unimplemented", () -> wit(rpc));
      } else {
        checks.rather(
            "WA-01",
            rpc.shortName() + " is implemented",
            "an operator may turn a profile off",
            () -> implemented(rpc));
      }
    }
  }

  private String implemented(Rpc rpc) {
    try (RawStream stream = client.call(rpc, Ask.well(rpc, audience))) {
      Optional<byte[]> first = stream.next(RawClient.PATIENCE);
      return first.isEmpty()
              && stream
                  .status(RawClient.PATIENCE)
                  .map(s -> s.getCode() == Code.UNIMPLEMENTED)
                  .orElse(true)
          ? "it is Unimplemented, or silent"
          : "";
    }
  }

  private String wit(Rpc rpc) {
    try (RawStream stream = client.call(rpc, Ask.NOTHING)) {
      return stream.next(RawClient.PATIENCE).isPresent()
          ? ""
          : Checks.ends(stream, EnumSet.of(Code.UNIMPLEMENTED, Code.PERMISSION_DENIED));
    }
  }

  private void headers() {
    for (Rpc rpc : ALL) {
      header(rpc, "without security header", List.of());
      header(rpc, "security header `True`", List.of("True"));
      header(rpc, "security header `false`", List.of("false"));
      header(rpc, "security header `1`", List.of("1"));
      header(rpc, "empty security header", List.of(""));
      header(rpc, "security header twice, `true` and `false`", List.of("true", "false"));
    }
    for (Rpc rpc : ALL) {
      checks.rather(
          "WE-06",
          rpc.shortName() + ": security header `true` twice",
          "the specification does not say what a repeated header is",
          () -> refused(rpc, List.of("true", "true")));
    }
  }

  private void header(Rpc rpc, String how, List<String> values) {
    checks.check("WE-06", rpc.shortName() + ": " + how, () -> refused(rpc, values));
  }

  private String refused(Rpc rpc, List<String> values) {
    // Where a profile is not there, nothing is left to protect.
    Set<Code> wanted =
        rpc.isOfWitProfile()
            ? EnumSet.of(Code.INVALID_ARGUMENT, Code.UNIMPLEMENTED)
            : EnumSet.of(Code.INVALID_ARGUMENT);
    return Checks.ends(
        client.call(rpc, Ask.well(rpc, audience), RawClient.headers(values)), wanted);
  }

  private void misuse() {
    checks.check(
        "WA-02",
        "unknown call is Unimplemented",
        () ->
            Checks.ends(client.call(Rpc.NO_SUCH_RPC, Ask.NOTHING), EnumSet.of(Code.UNIMPLEMENTED)));
    checks.check(
        "WA-02",
        "unknown service is Unimplemented",
        () ->
            Checks.ends(
                client.call(Rpc.NO_SUCH_SERVICE, Ask.NOTHING), EnumSet.of(Code.UNIMPLEMENTED)));
    for (Rpc rpc : List.of(Rpc.FETCH_JWT_SVID, Rpc.VALIDATE_JWT_SVID)) {
      checks.check(
          "WE-02",
          rpc.shortName() + ": request that is no protobuf is an error",
          () -> fails(client.call(rpc, RUBBISH)));
      checks.check(
          "WE-02",
          rpc.shortName() + ": request of 16 MiB is an error",
          () -> fails(client.call(rpc, Ask.token("", "x".repeat(HUGE)))));
    }
    checks.check(
        "WE-18",
        "after all that the endpoint answers",
        () -> {
          try (RawStream stream = client.call(Rpc.FETCH_X509_SVID, Ask.NOTHING)) {
            stream.need(RawClient.PATIENCE);
            return "";
          }
        });
  }

  private static String fails(RawStream stream) {
    return Checks.ends(stream, EnumSet.complementOf(EnumSet.of(Code.OK)));
  }

  private void reflection() {
    List<FileDescriptorProto> files = new ArrayList<>();
    checks.check(
        "WE-17",
        "server reflection knows the Workload API",
        () -> {
          files.addAll(described(Rpc.REFLECTION));
          if (files.isEmpty()) {
            files.addAll(described(Rpc.REFLECTION_ALPHA));
          }
          return files.isEmpty() ? "it is not there, or does not" : "";
        });
    if (files.isEmpty()) {
      checks.none("WA-02", "no further calls in the service", "there is no server reflection");
      return;
    }
    checks.check("WA-02", "no further calls in the service", () -> further(files));
  }

  private static String further(List<FileDescriptorProto> files) {
    Set<String> strange = new TreeSet<>();
    for (FileDescriptorProto file : files) {
      for (ServiceDescriptorProto service : file.getServiceList()) {
        if (service.getName().equals("SpiffeWorkloadAPI")) {
          service.getMethodList().stream()
              .map(MethodDescriptorProto::getName)
              .forEach(strange::add);
        }
      }
    }
    strange.removeAll(RPCS);
    return strange.isEmpty() ? "" : "it has " + strange;
  }

  /// Asks for the file in which the Workload API stands: ServerReflectionRequest, field 4.
  private List<FileDescriptorProto> described(Rpc rpc) throws InvalidProtocolBufferException {
    byte[] request =
        UnknownFieldSet.newBuilder()
            .addField(
                4,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("SpiffeWorkloadAPI"))
                    .build())
            .build()
            .toByteArray();
    List<FileDescriptorProto> files = new ArrayList<>();
    try (RawStream stream = client.call(rpc, request)) {
      Optional<byte[]> answer = stream.next(RawClient.PATIENCE);
      if (answer.isPresent()) {
        UnknownFieldSet response = UnknownFieldSet.parseFrom(answer.get());
        for (ByteString one : response.getField(4).getLengthDelimitedList()) {
          for (ByteString file :
              UnknownFieldSet.parseFrom(one).getField(1).getLengthDelimitedList()) {
            files.add(FileDescriptorProto.parseFrom(file));
          }
        }
      }
    }
    return files;
  }
}
