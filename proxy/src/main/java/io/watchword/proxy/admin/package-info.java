/// What the admin port shows, as JSON-able values.
@NullMarked
package io.watchword.proxy.admin;

import org.jspecify.annotations.NullMarked;
