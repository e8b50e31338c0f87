/// `authz run`: policy folders in, signed bundles out. Nobody's library.
@NullMarked
package io.watchword.authz.service;

import org.jspecify.annotations.NullMarked;
