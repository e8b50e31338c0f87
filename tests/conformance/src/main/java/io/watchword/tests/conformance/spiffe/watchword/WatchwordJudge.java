package io.watchword.tests.conformance.spiffe.watchword;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.jwt.JwtSvidValidator;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.x509.PathFinder;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.conformance.spiffe.judge.Answer;
import io.watchword.tests.conformance.spiffe.judge.Judge;
import io.watchword.tests.conformance.spiffe.judge.Question;
import io.watchword.tests.conformance.spiffe.judge.TrustFile;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `identity-spiffe` as a verifier. Any thread.
public final class WatchwordJudge implements Judge {

  private final InstantSource clock;
  private final X509SvidValidator svids = new X509SvidValidator();
  private final JwtSvidValidator tokens = new JwtSvidValidator();
  private final PathFinder paths = new PathFinder();

  /// @param clock by which SVIDs are valid
  public WatchwordJudge(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Answer ask(Question question) {
    try {
      return switch (question) {
        case Question.X509 x509 -> x509(x509);
        case Question.Jwt jwt -> jwt(jwt);
        case Question.Id(String text) ->
            new Answer.Accepted(Map.of("id", SpiffeId.parse(text).toString()));
        case Question.Bundle bundle -> bundle(bundle);
        case Question.Path path -> path(path);
      };
    } catch (IdentityException e) {
      return new Answer.Refused(e.getMessage());
    }
  }

  private Answer x509(Question.X509 question) {
    List<X509Bundle> bundles = question.trust().stream().map(file -> bundle(file).x509()).toList();
    List<StrictX509Certificate> chain = Pem.certificates(question.chain());
    SpiffeId id = svids.validate(chain, TrustBundles.of(bundles), clock.instant()).id();
    return new Answer.Accepted(Map.of("id", id.toString()));
  }

  private Answer jwt(Question.Jwt question) {
    List<JwtBundle> bundles = question.trust().stream().map(file -> bundle(file).jwt()).toList();
    SpiffeId id =
        tokens
            .validate(
                question.token(), question.audience(), JwtBundles.of(bundles), clock.instant())
            .id();
    return new Answer.Accepted(Map.of("id", id.toString()));
  }

  private static SpiffeBundle bundle(TrustFile file) {
    return BundleJson.parseWhole(new TrustDomain(file.trustDomain()), file.document());
  }

  private static Answer bundle(Question.Bundle question) {
    if (question.trustDomain().isEmpty()) {
      String hints =
          BundleJson.parseWholeMap(question.document()).values().stream()
              .flatMap(bundle -> bundle.refreshHint().stream())
              .map(String::valueOf)
              .collect(Collectors.joining(" "));
      return new Answer.Accepted(Map.of("refresh_hint", hints));
    }
    SpiffeBundle bundle =
        BundleJson.parseWhole(new TrustDomain(question.trustDomain()), question.document());
    return new Answer.Accepted(
        Map.of(
            "x509_authorities", String.valueOf(bundle.x509().roots().size()),
            "jwt_authorities", String.valueOf(bundle.jwt().keys().size())));
  }

  private Answer path(Question.Path question) {
    paths.find(
        Pem.certificates(question.leaf()).getFirst(),
        question.intermediates().isBlank() ? List.of() : Pem.certificates(question.intermediates()),
        Pem.certificates(question.roots()),
        question.at());
    return new Answer.Accepted(Map.of());
  }
}
