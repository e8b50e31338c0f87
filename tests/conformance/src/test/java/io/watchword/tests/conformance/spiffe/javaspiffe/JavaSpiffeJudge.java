package io.watchword.tests.conformance.spiffe.javaspiffe;

import io.spiffe.bundle.jwtbundle.JwtBundle;
import io.spiffe.bundle.jwtbundle.JwtBundleSet;
import io.spiffe.bundle.x509bundle.X509Bundle;
import io.spiffe.bundle.x509bundle.X509BundleSet;
import io.spiffe.exception.InvalidSpiffeIdException;
import io.spiffe.provider.SpiffeTrustManager;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import io.spiffe.svid.jwtsvid.JwtSvid;
import io.watchword.tests.conformance.spiffe.judge.Answer;
import io.watchword.tests.conformance.spiffe.judge.Judge;
import io.watchword.tests.conformance.spiffe.judge.JudgeLoop;
import io.watchword.tests.conformance.spiffe.judge.Question;
import io.watchword.tests.conformance.spiffe.judge.TrustFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// java-spiffe as a verifier: its trust manager, which lets in any ID of a trusted domain here, its
/// JWT-SVIDs, IDs and JWT bundles. It has no reader of SPIFFE bundles for X.509, so roots come as
/// PEM.
public final class JavaSpiffeJudge implements Judge {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  /// Serves `--validator-batch`.
  public static void main(String[] arguments) throws IOException {
    JudgeLoop.run(new JavaSpiffeJudge(), System.in, System.out);
  }

  @Override
  public Answer ask(Question question) {
    return switch (question) {
      case Question.X509 x509 -> x509(x509);
      case Question.Jwt jwt -> jwt(jwt);
      case Question.Id(String text) -> id(text);
      case Question.Bundle bundle ->
          new Answer.Unsupported("it has no reader of SPIFFE bundle documents");
      case Question.Path path -> new Answer.Unsupported("paths are the JDK's");
    };
  }

  private static Answer id(String text) {
    try {
      return new Answer.Accepted(Map.of("id", SpiffeId.parse(text).toString()));
    } catch (RuntimeException e) {
      return refused(e);
    }
  }

  private static Answer x509(Question.X509 question) {
    if (question.trust().stream().anyMatch(file -> file.pem().isEmpty())) {
      return new Answer.Unsupported("it has no reader of SPIFFE bundle documents");
    }
    SpiffeTrustManager manager;
    try {
      List<X509Bundle> bundles = new ArrayList<>();
      for (TrustFile file : question.trust()) {
        bundles.add(
            X509Bundle.parse(
                TrustDomain.parse(file.trustDomain()),
                file.pem().getBytes(StandardCharsets.US_ASCII)));
      }
      manager = new SpiffeTrustManager(X509BundleSet.of(bundles), (id, chain) -> {});
    } catch (Exception e) {
      return refused(e);
    }
    try {
      manager.checkClientTrusted(chain(question.chain()), "ECDHE_ECDSA");
      return new Answer.Accepted(Map.of());
    } catch (CertificateException | InvalidSpiffeIdException e) {
      return refused(e);
    } catch (RuntimeException e) {
      // Its own exception above is a verdict, although no trust manager may throw it; this is none.
      return new Answer.Broken(e.toString());
    }
  }

  private static Answer jwt(Question.Jwt question) {
    try {
      List<JwtBundle> bundles = new ArrayList<>();
      for (TrustFile file : question.trust()) {
        bundles.add(
            JwtBundle.parse(
                TrustDomain.parse(file.trustDomain()),
                file.document().getBytes(StandardCharsets.UTF_8)));
      }
      JwtSvid svid =
          JwtSvid.parseAndValidate(
              question.token(), JwtBundleSet.of(bundles), Set.of(question.audience()));
      return new Answer.Accepted(Map.of("id", svid.getSpiffeId().toString()));
    } catch (Exception e) {
      return refused(e);
    }
  }

  private static Answer refused(Exception e) {
    return new Answer.Refused(String.valueOf(e.getMessage()));
  }

  /// As a TLS stack would hand it over.
  private static X509Certificate[] chain(String pem) throws CertificateException {
    List<X509Certificate> chain = new ArrayList<>();
    Matcher blocks = PEM.matcher(pem);
    while (blocks.find()) {
      chain.add(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(Base64.getMimeDecoder().decode(blocks.group(1)))));
    }
    return chain.toArray(X509Certificate[]::new);
  }
}
