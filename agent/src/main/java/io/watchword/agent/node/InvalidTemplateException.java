package io.watchword.agent.node;

import io.watchword.identity.id.IdentityException;

/// A registration entry's template that can become no SPIFFE ID.
public final class InvalidTemplateException extends IdentityException {

  private static final long serialVersionUID = 1L;

  InvalidTemplateException(String message) {
    super("agent/template-invalid", message);
  }
}
