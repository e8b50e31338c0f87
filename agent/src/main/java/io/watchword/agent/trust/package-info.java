/// Who on this host trusts what: collected from proxies, covered for the silent, told to the CA.
@NullMarked
package io.watchword.agent.trust;

import org.jspecify.annotations.NullMarked;
