package io.watchword.tests.conformance.spiffe.cases;

import io.watchword.tests.conformance.spiffe.judge.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Collects cases. Not thread-safe.
final class Expectations {

  private final List<Expected> all = new ArrayList<>();

  void accept(String rules, String test, Question question) {
    add(rules, test, question, Wanted.ACCEPT, "", Map.of());
  }

  void accept(String rules, String test, Question question, Map<String, String> facts) {
    add(rules, test, question, Wanted.ACCEPT, "", facts);
  }

  void refuse(String rules, String test, Question question) {
    add(rules, test, question, Wanted.REFUSE, "", Map.of());
  }

  void ratherAccept(String rules, String test, Question question, String reason) {
    add(rules, test, question, Wanted.RATHER_ACCEPT, reason, Map.of());
  }

  void ratherRefuse(String rules, String test, Question question, String reason) {
    add(rules, test, question, Wanted.RATHER_REFUSE, reason, Map.of());
  }

  void tell(String rules, String test, Question question, Map<String, String> facts) {
    add(rules, test, question, Wanted.TELL, "", facts);
  }

  void either(String rules, String test, Question question, Map<String, String> facts) {
    add(rules, test, question, Wanted.EITHER, "", facts);
  }

  List<Expected> all() {
    return List.copyOf(all);
  }

  private void add(
      String rules,
      String test,
      Question question,
      Wanted wanted,
      String reason,
      Map<String, String> facts) {
    all.add(new Expected(rules, test, question, wanted, reason, facts));
  }
}
