/// The last step: moving bytes between a client and its upstream, in order, with back-pressure, to
/// an orderly end.
@NullMarked
package io.watchword.proxy.relay;

import org.jspecify.annotations.NullMarked;
