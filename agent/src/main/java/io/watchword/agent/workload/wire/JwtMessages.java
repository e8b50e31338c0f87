package io.watchword.agent.workload.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.workload.JwtTrust;
import io.watchword.api.workload.JWTBundlesResponse;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.jwt.VerifiedJwtSvid;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JWT profile's answers as the Workload API's messages. No state.
final class JwtMessages {

  private JwtMessages() {}

  /// A JWK set for each trust domain, of keys for JWT-SVIDs and nothing else (WA-26).
  static JWTBundlesResponse bundles(DomainTrust own, Map<TrustDomain, DomainTrust> federated) {
    JWTBundlesResponse.Builder response = JWTBundlesResponse.newBuilder();
    put(response, own);
    federated.values().forEach(trust -> put(response, trust));
    return response.build();
  }

  static ValidateJWTSVIDResponse validated(VerifiedJwtSvid verified) {
    return ValidateJWTSVIDResponse.newBuilder()
        .setSpiffeId(verified.id().toString())
        .setClaims(struct(verified.claims()))
        .build();
  }

  private static void put(JWTBundlesResponse.Builder response, DomainTrust trust) {
    response.putBundles(
        trust.x509().trustDomain().id().toString(),
        ByteString.copyFromUtf8(BundleJson.print(JwtTrust.bundle(trust))));
  }

  private static Struct struct(Map<?, ?> claims) {
    Struct.Builder struct = Struct.newBuilder();
    claims.forEach((name, value) -> struct.putFields(String.valueOf(name), value(value)));
    return struct.build();
  }

  private static Value value(@Nullable Object claim) {
    Value.Builder value = Value.newBuilder();
    return switch (claim) {
      case null -> value.setNullValue(NullValue.NULL_VALUE).build();
      case Boolean bool -> value.setBoolValue(bool).build();
      // Struct knows no integers: whole numbers up to 2^53 come through unharmed.
      case Number number -> value.setNumberValue(number.doubleValue()).build();
      case Map<?, ?> map -> value.setStructValue(struct(map)).build();
      case Collection<?> list -> {
        ListValue.Builder values = ListValue.newBuilder();
        list.forEach(one -> values.addValues(value(one)));
        yield value.setListValue(values).build();
      }
      default -> value.setStringValue(claim.toString()).build();
    };
  }
}
