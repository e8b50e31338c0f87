package io.watchword.authz.rego;

import io.watchword.authz.rego.Rule.Head;
import io.watchword.authz.rego.Term.Ref;
import java.util.List;
import java.util.Optional;

/// Says what a head without `if` and `contains` means: `p[x] { ... }` collects a set.
final class HeadShape {

  private HeadShape() {}

  static Head of(Head head, boolean hasIf, boolean contains) {
    boolean set =
        !hasIf
            && !contains
            && head.arguments().isEmpty()
            && head.reference().path().size() == 1
            && !head.hasValue();
    return set ? setOf(head) : head;
  }

  /// The head of a set that gets the last part of the reference as a member.
  static Head setOf(Head head) {
    Ref reference = head.reference();
    int last = reference.path().size() - 1;
    List<Term> path = reference.path().subList(0, last);
    return new Head(
        new Ref(reference.head(), path, reference.at()),
        head.arguments(),
        Optional.of(reference.path().get(last)),
        head.value(),
        head.assigned(),
        false,
        head.at());
  }
}
