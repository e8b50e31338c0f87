package io.watchword.authz.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.signature.Signature;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {

  private static final PolicyFile FETCHES =
      PolicyFile.of(
          "policies/a.rego",
          """
          package watchword.request

          allow if http.send({"method": "GET", "url": input.request.path}).status_code == 200
          """);

  @Test
  void compile_functionOutsideTheCapabilities_isRefused() {
    SortedMap<String, Signature> builtins = new TreeMap<>(Capabilities.STANDARD.builtins());
    builtins.remove("http.send");
    Capabilities without =
        new Capabilities(
            builtins,
            Capabilities.STANDARD.futureKeywords(),
            Capabilities.STANDARD.features(),
            Capabilities.STANDARD.allowNet());
    PolicyCompiler compiler =
        new PolicyCompiler("mesh", CompileSettings.DEFAULT.withCapabilities(without));
    assertThatThrownBy(() -> compiler.compile(List.of(FETCHES)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rego_type_error: undefined function http.send")
        .hasMessageContaining("policies/a.rego:3:10");
  }

  @Test
  void compile_withAllCapabilities_isAllowed() {
    assertThat(new PolicyCompiler("mesh").compile(List.of(FETCHES)).warnings()).isEmpty();
  }
}
