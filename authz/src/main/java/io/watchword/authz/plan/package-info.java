/// The intermediate representation (OPA's documented one) and its JSON form. The way there is in
/// `planner`, what is done to it afterwards in `optimise` and `index`.
@NullMarked
package io.watchword.authz.plan;

import org.jspecify.annotations.NullMarked;
