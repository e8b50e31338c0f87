/// Real processes.
@NullMarked
package io.watchword.tests.integration;

import org.jspecify.annotations.NullMarked;
