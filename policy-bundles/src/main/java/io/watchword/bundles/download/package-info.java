/// Keeps an enforcer's bundle up to date.
@NullMarked
package io.watchword.bundles.download;

import org.jspecify.annotations.NullMarked;
