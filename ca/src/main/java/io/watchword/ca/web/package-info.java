/// Documents that anyone may read over HTTPS.
@NullMarked
package io.watchword.ca.web;

import org.jspecify.annotations.NullMarked;
