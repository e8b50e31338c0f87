/// A grant becomes an SVID: template, signature, a check of what was signed, journal, and only then
/// out. `Issuer` is the table of contents.
@NullMarked
package io.watchword.ca.issuance;

import org.jspecify.annotations.NullMarked;
