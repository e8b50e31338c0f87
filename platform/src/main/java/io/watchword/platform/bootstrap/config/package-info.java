/// YAML 1.2 files read into records, with every error at once.
@NullMarked
package io.watchword.platform.bootstrap.config;

import org.jspecify.annotations.NullMarked;
