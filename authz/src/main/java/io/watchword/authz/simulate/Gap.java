package io.watchword.authz.simulate;

import java.util.Optional;

/// One condition that keeps a rule from matching (or, of a DENY rule, that makes it match).
///
/// @param text such as ``method `DELETE` is not among `GET`, `POST` of policies/orders.yaml:12``
/// @param closed the question with just this changed; empty where we do not know how
record Gap(String text, Optional<Question> closed) {}
