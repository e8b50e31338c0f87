/// Metrics of a process and where they are collected.
@NullMarked
package io.watchword.platform.bootstrap.telemetry;

import org.jspecify.annotations.NullMarked;
