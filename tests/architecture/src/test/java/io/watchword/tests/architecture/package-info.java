/// Rules about the house itself.
@NullMarked
package io.watchword.tests.architecture;

import org.jspecify.annotations.NullMarked;
