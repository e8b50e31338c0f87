/// Text to bytes and documents, and back: base64, hex, URLs, JSON and YAML.
@NullMarked
package io.watchword.authz.builtin.encoding;

import org.jspecify.annotations.NullMarked;
