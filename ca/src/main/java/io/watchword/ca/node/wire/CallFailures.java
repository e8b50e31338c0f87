package io.watchword.ca.node.wire;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.watchword.ca.attestation.AttestationException;
import io.watchword.ca.authority.AuthorityException;
import io.watchword.ca.csr.RefusedCsrException;
import io.watchword.ca.federation.FederationException;
import io.watchword.ca.issuance.IssuanceException;
import io.watchword.ca.journal.JournalException;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.node.UnknownAgentException;
import io.watchword.ca.registration.RegistrationException;
import io.watchword.ca.store.StoreException;
import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.platform.audit.AuditUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a failed call says to its caller: a gRPC status, and in its description `code: sentence`.
/// Thread-safe: no state.
public final class CallFailures {
  private static final Logger LOG = LoggerFactory.getLogger(CallFailures.class);

  private CallFailures() {}

  /// A code of `docs/errors.md` and a sentence.
  public record Failure(Status.Code status, String code, String message) {

    /// As gRPC sends it.
    public StatusRuntimeException asStatus() {
      return Status.fromCode(status).withDescription(code + ": " + message).asRuntimeException();
    }
  }

  /// The failure that `thrown` means.
  public static Failure of(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return switch (thrown) {
      case RefusedCsrException e -> new Failure(Status.Code.INVALID_ARGUMENT, e.code(), message);
      case AttestationException e ->
          new Failure(
              e.isBarred() ? Status.Code.PERMISSION_DENIED : attestation(e), e.code(), message);
      case RegistrationException e -> new Failure(registration(e), e.code(), message);
      case InvalidSpiffeIdException e ->
          new Failure(Status.Code.INVALID_ARGUMENT, "ca/spiffe-id-invalid", message);
      case UnknownAgentException e -> new Failure(Status.Code.NOT_FOUND, e.code(), message);
      case AuthorityException e -> new Failure(authority(e), e.code(), message);
      case FederationException e -> new Failure(federation(e), e.code(), message);
      case IssuanceException e -> new Failure(issuance(e), e.code(), message);
      case JournalException e -> new Failure(Status.Code.UNAVAILABLE, e.code(), message);
      case AuditUnavailableException e ->
          new Failure(Status.Code.UNAVAILABLE, "ca/unrecorded", message);
      case KeysException e -> new Failure(Status.Code.UNAVAILABLE, e.code(), message);
      case StoreException e -> new Failure(Status.Code.UNAVAILABLE, e.code(), message);
      // Of our own checks of a message; everything in the journey has a type of its own.
      case IllegalArgumentException e ->
          new Failure(Status.Code.INVALID_ARGUMENT, "ca/message-invalid", message);
      default -> unexpected(thrown);
    };
  }

  private static Status.Code attestation(AttestationException e) {
    return e.code().equals("ca/agent-id-refused")
        ? Status.Code.INVALID_ARGUMENT
        : Status.Code.UNAUTHENTICATED;
  }

  private static Status.Code issuance(IssuanceException e) {
    return switch (e.code()) {
      case "ca/policy-denied" -> Status.Code.PERMISSION_DENIED;
      case "ca/audience-refused" -> Status.Code.INVALID_ARGUMENT;
      default -> Status.Code.UNAVAILABLE;
    };
  }

  private static Status.Code registration(RegistrationException e) {
    return switch (e.code()) {
      case "ca/entry-unknown" -> Status.Code.NOT_FOUND;
      case "ca/entry-exists" -> Status.Code.ALREADY_EXISTS;
      case "ca/entry-changed" -> Status.Code.ABORTED;
      case "ca/entry-not-yours" -> Status.Code.PERMISSION_DENIED;
      case "ca/entry-expired" -> Status.Code.FAILED_PRECONDITION;
      default -> Status.Code.INVALID_ARGUMENT;
    };
  }

  private static Status.Code federation(FederationException e) {
    return switch (e.code()) {
      case "ca/federation-unknown" -> Status.Code.NOT_FOUND;
      case "ca/federation-exists" -> Status.Code.ALREADY_EXISTS;
      case "ca/federation-needed" -> Status.Code.FAILED_PRECONDITION;
      case "ca/federation-fetch", "ca/federation-endpoint" -> Status.Code.UNAVAILABLE;
      default -> Status.Code.INVALID_ARGUMENT;
    };
  }

  private static Status.Code authority(AuthorityException e) {
    return switch (e.code()) {
      case "ca/rotation-unknown", "ca/root-unknown", "ca/jwt-key-unknown", "ca/truster-unknown" ->
          Status.Code.NOT_FOUND;
      case "ca/without-reason",
          "ca/confirmation-differs",
          "ca/consumer-name",
          "ca/bundle-unknown" ->
          Status.Code.INVALID_ARGUMENT;
      case "ca/rotation-moved" -> Status.Code.ABORTED;
      case "ca/rotation-under-way",
          "ca/no-rotation",
          "ca/root-active",
          "ca/jwt-key-active",
          "ca/too-late-to-abort",
          "ca/no-jwt-keys" ->
          Status.Code.FAILED_PRECONDITION;
      default -> Status.Code.UNAVAILABLE;
    };
  }

  private static Failure unexpected(Throwable thrown) {
    LOG.atError().setCause(thrown).log("a call failed");
    return new Failure(
        Status.Code.INTERNAL, "ca/internal", "the call failed; the CA's log says why");
  }
}
