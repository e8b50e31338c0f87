/// A policy while its stages change it, and what they share.
@NullMarked
package io.watchword.authz.resolve.draft;

import org.jspecify.annotations.NullMarked;
