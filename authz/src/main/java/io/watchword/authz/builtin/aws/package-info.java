/// The function `providers.aws.sign_req`.
@NullMarked
package io.watchword.authz.builtin.aws;

import org.jspecify.annotations.NullMarked;
