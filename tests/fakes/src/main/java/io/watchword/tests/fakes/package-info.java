/// Hand-written fakes of the lower layers.
@NullMarked
package io.watchword.tests.fakes;

import org.jspecify.annotations.NullMarked;
