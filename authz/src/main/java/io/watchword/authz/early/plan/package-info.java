/// The intermediate representation (OPA's documented one), its JSON form, and the way there.
@NullMarked
package io.watchword.authz.early.plan;

import org.jspecify.annotations.NullMarked;
