/// Runs plans as JVM bytecode: each Rego package becomes one hidden class. [BytecodeEngine] is the
/// way in; the answers are those of the interpreter.
@NullMarked
package io.watchword.authz.bytecode;

import org.jspecify.annotations.NullMarked;
