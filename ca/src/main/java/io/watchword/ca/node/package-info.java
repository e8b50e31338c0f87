/// What agents ask of the CA.
@NullMarked
package io.watchword.ca.node;

import org.jspecify.annotations.NullMarked;
