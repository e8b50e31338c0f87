package io.watchword.identity.workload.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.spiffe.workloadapi.grpc.Workload;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.jwt.JwtSvid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads messages of the JWT-SVID profile into our own types.
final class JwtMessages {
  // [1] SPIFFE Workload API §4.4, §6.2.

  private static final Logger log = LoggerFactory.getLogger(JwtMessages.class);

  private JwtMessages() {}

  /// The tokens of an answer, the default identity's first; each must be for all that was asked.
  static List<JwtSvid> svids(Workload.JWTSVIDResponse response, Collection<String> audience) {
    if (response.getSvidsCount() == 0) {
      throw new UnusableMessageException("message of the Workload API has no SVID");
    }
    List<JwtSvid> svids = new ArrayList<>();
    for (Workload.JWTSVID message : response.getSvidsList()) {
      try {
        JwtSvid svid = JwtSvid.parse(message.getSvid(), message.getHint());
        if (!svid.id().equals(SpiffeId.parse(message.getSpiffeId()))) {
          throw new UnusableMessageException("the token is for `" + svid.id() + "`");
        }
        if (!svid.audience().containsAll(audience)) {
          throw new UnusableMessageException(
              "the token is meant for " + svid.audience() + ", not for all of " + audience);
        }
        svids.add(svid);
      } catch (IdentityException e) {
        throw new UnusableMessageException(
            "SVID `"
                + message.getSpiffeId()
                + "` of the Workload API is unusable: "
                + e.getMessage(),
            e);
      }
    }
    return List.copyOf(svids);
  }

  /// The keys of all trust domains named. A trust domain whose bundle is broken has no keys: its
  /// tokens are refused, that is all.
  static JwtBundles bundles(Workload.JWTBundlesResponse response) {
    if (response.getBundlesCount() == 0) {
      throw new UnusableMessageException("message of the Workload API has no bundle");
    }
    Map<TrustDomain, JwtBundle> bundles = new LinkedHashMap<>();
    response.getBundlesMap().forEach((name, json) -> add(bundles, name, json));
    return new JwtBundles(bundles);
  }

  private static void add(Map<TrustDomain, JwtBundle> bundles, String name, ByteString json) {
    try {
      TrustDomain domain = TrustDomain.parse(name);
      bundles.put(domain, BundleJson.parseKeys(domain, json.toStringUtf8()));
    } catch (IdentityException e) {
      log.atWarn()
          .addKeyValue("trust_domain", name)
          .addKeyValue("why", e.getMessage())
          .log("jwt bundle is unusable");
    }
  }

  /// The members as plain values.
  static Map<String, @Nullable Object> values(Struct struct) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((name, value) -> values.put(name, value(value)));
    return Collections.unmodifiableMap(values);
  }

  private static @Nullable Object value(Value value) {
    return switch (value.getKindCase()) {
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case STRUCT_VALUE -> values(value.getStructValue());
      case LIST_VALUE -> {
        List<@Nullable Object> list = new ArrayList<>();
        value.getListValue().getValuesList().forEach(element -> list.add(value(element)));
        yield Collections.unmodifiableList(list);
      }
      case NULL_VALUE, KIND_NOT_SET -> null;
    };
  }

  /// The wire knows floating point only; times and counts are whole.
  private static Object number(double value) {
    long whole = (long) value;
    return whole == value ? (Object) whole : value;
  }
}
