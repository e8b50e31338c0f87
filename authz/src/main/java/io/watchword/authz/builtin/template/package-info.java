/// `strings.render_template`: Go's template language.
@NullMarked
package io.watchword.authz.builtin.template;

import org.jspecify.annotations.NullMarked;
