package io.watchword.tests.conformance.spiffe.workload.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status.Code;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.workload.OtherUser;
import io.watchword.tests.conformance.spiffe.workload.WorkloadApi;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// Everything there is to ask of a Workload API.
public final class WorkloadApiPart {

  private static final String PART = "workload api";

  private final WorkloadApi api;
  private final Matrix matrix;
  private final Checks checks;

  /// @param api which, and what is known about it
  public WorkloadApiPart(WorkloadApi api, Matrix matrix) {
    this.api = api;
    this.matrix = matrix;
    this.checks = new Checks(matrix, PART);
  }

  /// Runs it.
  ///
  /// @throws IOException where a call as another user cannot be arranged
  public void run() throws IOException {
    try (RawClient client = new RawClient(api.address())) {
      new SurfaceChecks(client, checks, api.audience(), api.address()).run();
      checks.section(
          "WA-15,WE-18",
          "X.509-SVIDs and bundles can be fetched",
          () -> new X509Checks(client, checks, matrix, PART, api.expected()).run());
      checks.section("WA-01", "JWT-SVIDs and bundles can be fetched", () -> tokens(client));
      checks.section("WA-05", "streams can be opened", () -> streams(client));
      if (api.change().isPresent()) {
        String command = api.change().get();
        checks.section(
            "WA-06",
            "streams can be watched",
            () -> new ChangeChecks(client, checks, command).run());
      } else {
        checks.none("WA-06", "responses after a change", "needs --change");
      }
    }
    stranger();
    checks.none(
        "WA-32",
        "all identities from FetchWITSVID",
        "the incubating WIT profile is not looked into beyond WA-30");
  }

  private void tokens(RawClient client) throws InvalidProtocolBufferException {
    Optional<String> token =
        new JwtChecks(client, checks, matrix, PART, api.expected(), api.audience()).run();
    token.ifPresent(good -> new ValidationChecks(client, checks, api.audience()).run(good));
  }

  private void streams(RawClient client) {
    List<Rpc> streams =
        EnumSet.of(Rpc.FETCH_X509_SVID, Rpc.FETCH_X509_BUNDLES, Rpc.FETCH_JWT_BUNDLES).stream()
            .filter(rpc -> isThere(client, rpc))
            .toList();
    new StreamChecks(client, checks, api.hold(), api.streams()).run(streams);
  }

  private static boolean isThere(RawClient client, Rpc rpc) {
    try (RawStream stream = client.call(rpc, Ask.NOTHING)) {
      return stream.next(RawClient.PATIENCE).isPresent()
          || stream
              .status(RawClient.PATIENCE)
              .map(s -> s.getCode() != Code.UNIMPLEMENTED)
              .orElse(true);
    }
  }

  private void stranger() throws IOException {
    List<Rpc> rpcs =
        List.of(
            Rpc.FETCH_X509_SVID, Rpc.FETCH_X509_BUNDLES, Rpc.FETCH_JWT_SVID, Rpc.FETCH_JWT_BUNDLES);
    if (api.stranger().isEmpty()) {
      checks.none("WA-18", "caller without identity", "needs --no-identity-user");
      checks.none("WE-13", "callers are told apart", "needs --no-identity-user");
      return;
    }
    try (OtherUser user = OtherUser.start(api.stranger().get(), api.address());
        RawClient client = new RawClient(user.address())) {
      for (Rpc rpc : rpcs) {
        if (isThere(client, rpc)) {
          checks.check(
              "WA-18,WE-13",
              rpc.shortName() + ": caller without identity gets PermissionDenied",
              () ->
                  Checks.ends(
                      client.call(rpc, Ask.well(rpc, api.audience())),
                      EnumSet.of(Code.PERMISSION_DENIED)));
        }
      }
    }
  }
}
