/// What operators ask of the CA.
@NullMarked
package io.watchword.ca.admin;

import org.jspecify.annotations.NullMarked;
