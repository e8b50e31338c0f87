package io.watchword.agent.sds.wire;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Value;
import io.watchword.agent.sds.Secret;
import io.watchword.agent.sds.Validation;
import io.watchword.api.envoy.CertificateValidationContext;
import io.watchword.api.envoy.DataSource;
import io.watchword.api.envoy.Node;
import io.watchword.api.envoy.SPIFFECertValidatorConfig;
import io.watchword.api.envoy.TlsCertificate;
import io.watchword.api.envoy.TypedExtensionConfig;
import io.watchword.identity.bundle.BundlePem;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.x509.Pem;

/// Secrets as Envoy's messages. No state.
final class SecretMessages {

  private static final String PREFIX =
      "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.";

  /// The type of every resource.
  static final String TYPE_URL = PREFIX + "Secret";

  private static final String VALIDATOR = "envoy.tls.cert_validator.spiffe";
  private static final String NO_VALIDATOR = "disable_spiffe_cert_validation";

  private SecretMessages() {}

  /// How the Envoy that says `node` of itself verifies; SPIRE's word for it is understood.
  static Validation validation(Node node, Validation usual) {
    Value said = node.getMetadata().getFieldsOrDefault(NO_VALIDATOR, Value.getDefaultInstance());
    return said.getBoolValue() || said.getStringValue().equals("true")
        ? Validation.TRUSTED_CA
        : usual;
  }

  static Any message(Secret secret) {
    io.watchword.api.envoy.Secret.Builder message =
        io.watchword.api.envoy.Secret.newBuilder().setName(secret.name());
    switch (secret) {
      case Secret.Certificate certificate -> message.setTlsCertificate(certificate(certificate));
      case Secret.Context context -> message.setValidationContext(context(context));
    }
    return packed(TYPE_URL, message.build());
  }

  private static TlsCertificate certificate(Secret.Certificate secret) {
    var svid = secret.identity().issued().svid();
    return TlsCertificate.newBuilder()
        .setCertificateChain(inline(svid.certificatePem()))
        .setPrivateKey(inline(Pem.print("PRIVATE KEY", svid.key().getEncoded())))
        .build();
  }

  private static CertificateValidationContext context(Secret.Context context) {
    CertificateValidationContext.Builder message = CertificateValidationContext.newBuilder();
    return switch (context.validation()) {
      case TRUSTED_CA ->
          message.setTrustedCa(inline(BundlePem.print(context.bundles().getFirst()))).build();
      case SPIFFE_VALIDATOR ->
          message
              .setCustomValidatorConfig(
                  TypedExtensionConfig.newBuilder()
                      .setName(VALIDATOR)
                      .setTypedConfig(
                          packed(PREFIX + "SPIFFECertValidatorConfig", validator(context))))
              .build();
    };
  }

  private static SPIFFECertValidatorConfig validator(Secret.Context context) {
    SPIFFECertValidatorConfig.Builder message = SPIFFECertValidatorConfig.newBuilder();
    for (X509Bundle bundle : context.bundles()) {
      message.addTrustDomains(
          SPIFFECertValidatorConfig.TrustDomain.newBuilder()
              .setName(bundle.trustDomain().name())
              .setTrustBundle(inline(BundlePem.print(bundle))));
    }
    return message.build();
  }

  private static DataSource inline(String pem) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(pem)).build();
  }

  private static Any packed(String typeUrl, MessageLite message) {
    return Any.newBuilder().setTypeUrl(typeUrl).setValue(message.toByteString()).build();
  }
}
