package io.watchword.tests.conformance.spiffe.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Questions and answers as lines of JSON, the protocol of `--validator-batch`.
public final class QuestionJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private QuestionJson() {}

  /// A question as one line.
  public static String print(Question question) {
    ObjectNode out = JSON.createObjectNode();
    switch (question) {
      case Question.X509(String chain, List<TrustFile> trust) -> {
        out.put("kind", "x509").put("chain", chain);
        print(out.putArray("trust"), trust);
      }
      case Question.Jwt(String token, String audience, List<TrustFile> trust) -> {
        out.put("kind", "jwt").put("token", token).put("audience", audience);
        print(out.putArray("trust"), trust);
      }
      case Question.Id(String text) -> out.put("kind", "id").put("text", text);
      case Question.Bundle(String domain, String document) ->
          out.put("kind", "bundle").put("trust_domain", domain).put("document", document);
      case Question.Path(String leaf, String intermediates, String roots, Instant at) ->
          out.put("kind", "path")
              .put("leaf", leaf)
              .put("intermediates", intermediates)
              .put("roots", roots)
              .put("at", at.toString());
    }
    return out.toString();
  }

  /// The question of a line.
  public static Question parse(String line) {
    JsonNode in = tree(line);
    return switch (in.path("kind").asText()) {
      case "x509" -> new Question.X509(in.path("chain").asText(), trust(in));
      case "jwt" ->
          new Question.Jwt(in.path("token").asText(), in.path("audience").asText(), trust(in));
      case "id" -> new Question.Id(in.path("text").asText());
      case "bundle" ->
          new Question.Bundle(in.path("trust_domain").asText(), in.path("document").asText());
      case "path" ->
          new Question.Path(
              in.path("leaf").asText(),
              in.path("intermediates").asText(),
              in.path("roots").asText(),
              Instant.parse(in.path("at").asText()));
      default -> throw new IllegalArgumentException("question of an unknown kind: " + line);
    };
  }

  /// An answer as one line.
  public static String print(Answer answer) {
    ObjectNode out = JSON.createObjectNode();
    switch (answer) {
      case Answer.Accepted(Map<String, String> facts) -> {
        out.put("accept", true);
        facts.forEach(out::put);
      }
      case Answer.Refused(String why) -> out.put("accept", false).put("reason", why);
      case Answer.Unsupported(String why) -> out.put("unsupported", why);
      case Answer.Broken(String why) -> out.put("error", why);
    }
    return out.toString();
  }

  /// The answer of a line.
  public static Answer parseAnswer(String line) {
    JsonNode in;
    try {
      in = tree(line);
    } catch (IllegalArgumentException e) {
      return new Answer.Broken("no JSON: " + line);
    }
    if (in.has("unsupported")) {
      return new Answer.Unsupported(in.get("unsupported").asText());
    }
    if (!in.path("accept").isBoolean()) {
      return new Answer.Broken(in.has("error") ? in.get("error").asText() : line);
    }
    return in.get("accept").asBoolean()
        ? new Answer.Accepted(facts(in))
        : new Answer.Refused(in.path("reason").asText());
  }

  /// What an object says beside its verdict.
  static Map<String, String> facts(JsonNode in) {
    Map<String, String> facts = new LinkedHashMap<>();
    in.properties()
        .forEach(
            member -> {
              if (!member.getKey().equals("accept")) {
                facts.put(member.getKey(), member.getValue().asText());
              }
            });
    return facts;
  }

  static JsonNode tree(String line) {
    try {
      JsonNode in = JSON.readTree(line);
      if (in == null || !in.isObject()) {
        throw new IllegalArgumentException("no JSON object: " + line);
      }
      return in;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + line, e);
    }
  }

  private static void print(ArrayNode out, List<TrustFile> trust) {
    for (TrustFile file : trust) {
      out.addObject()
          .put("trust_domain", file.trustDomain())
          .put("document", file.document())
          .put("pem", file.pem());
    }
  }

  private static List<TrustFile> trust(JsonNode in) {
    List<TrustFile> trust = new ArrayList<>();
    for (JsonNode file : in.path("trust")) {
      trust.add(
          new TrustFile(
              file.path("trust_domain").asText(),
              file.path("document").asText(),
              file.path("pem").asText()));
    }
    return trust;
  }
}
