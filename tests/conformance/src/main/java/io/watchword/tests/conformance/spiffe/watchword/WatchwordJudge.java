package io.watchword.tests.conformance.spiffe.watchword;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
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

/// `identity-spiffe` as a verifier. Any thread.
public final class WatchwordJudge implements Judge {

  private final InstantSource clock;
  private final X509SvidValidator svids = new X509SvidValidator();
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
        case Question.Jwt jwt -> new Answer.Unsupported("JWT-SVIDs are not read yet");
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
    List<X509Bundle> bundles = question.trust().stream().map(WatchwordJudge::bundle).toList();
    List<StrictX509Certificate> chain = Pem.certificates(question.chain());
    SpiffeId id = svids.validate(chain, TrustBundles.of(bundles), clock.instant()).id();
    return new Answer.Accepted(Map.of("id", id.toString()));
  }

  private static X509Bundle bundle(TrustFile file) {
    return BundleJson.parse(new TrustDomain(file.trustDomain()), file.document());
  }

  private static Answer bundle(Question.Bundle question) {
    if (question.trustDomain().isEmpty()) {
      BundleJson.parseMap(question.document());
      return new Answer.Accepted(Map.of("refresh_hint", ""));
    }
    X509Bundle bundle =
        BundleJson.parse(new TrustDomain(question.trustDomain()), question.document());
    return new Answer.Accepted(
        Map.of("x509_authorities", String.valueOf(bundle.roots().size())));
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
