/// What both engines, interpreter and bytecode, share: the question, what it may cost, the answer.
@NullMarked
package io.watchword.authz.engine;

import org.jspecify.annotations.NullMarked;
