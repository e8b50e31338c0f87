/// `completion`: what shells need to complete command lines, made from the commands themselves.
@NullMarked
package io.watchword.cli.completion;

import org.jspecify.annotations.NullMarked;
