package io.watchword.authz.schema;

import java.util.ArrayList;
import java.util.List;

/// What a validation has found so far, and how well the document matched: of schemas of which none
/// matches, the nearest one's errors are told. One validation, one thread.
final class Findings {

  private final List<SchemaError> errors = new ArrayList<>();
  private int score;

  boolean isValid() {
    return errors.isEmpty();
  }

  List<SchemaError> errors() {
    return errors;
  }

  int score() {
    return score;
  }

  void add(Place at, String type, String description) {
    errors.add(new SchemaError(type, at.toString(), description));
    score -= 2;
  }

  void add(Findings other) {
    errors.addAll(other.errors);
    score += other.score;
  }

  void matched() {
    score++;
  }

  /// Where in a document.
  record Place(String name, java.util.Optional<Place> around) {

    static final Place ROOT = new Place("(Root)", java.util.Optional.empty());

    Place inside(String key) {
      return new Place(key, java.util.Optional.of(this));
    }

    /// `a.b.0`; the root is told only where there is nothing else.
    @Override
    public String toString() {
      if (around.isEmpty()) {
        return name;
      }
      List<String> names = new ArrayList<>();
      for (Place at = this; at.around.isPresent(); at = at.around.get()) {
        names.add(at.name);
      }
      return String.join(".", names.reversed());
    }
  }
}
