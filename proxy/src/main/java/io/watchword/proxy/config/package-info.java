/// The shape of `proxy.yaml`, and the settings each step gets from it.
@NullMarked
package io.watchword.proxy.config;

import org.jspecify.annotations.NullMarked;
