package io.watchword.authz.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SignaturesTest {

  @Test
  void all_hasEveryBuiltinOfOpa() {
    assertThat(Signatures.all()).hasSize(206).containsKeys("walk", "internal.member_2", "print");
  }

  @Test
  void find_ordinaryFunction_knowsItsTypes() {
    Signature count = Signatures.find("count").orElseThrow();

    assertThat(count.type())
        .hasToString("(any<string, array[any], object[any: any], set[any]>) => number");
    assertThat(count.arity()).isOne();
    assertThat(count.isVariadic()).isFalse();
    assertThat(count.introduced()).contains("0.17.0");
  }

  @Test
  void find_operator_knowsHowItIsWritten() {
    assertThat(Signatures.find("plus").orElseThrow().infix()).contains("+");
    assertThat(Signatures.find("internal.member_3").orElseThrow().infix()).contains("in");
  }

  @Test
  void find_traits_areThoseOfOpa() {
    assertThat(Signatures.find("walk").orElseThrow().isRelation()).isTrue();
    assertThat(Signatures.find("http.send").orElseThrow().isNondeterministic()).isTrue();
    assertThat(Signatures.find("re_match").orElseThrow().isDeprecated()).isTrue();
    assertThat(Signatures.all().values().stream().filter(Signature::isDeprecated)).hasSize(11);
    assertThat(Signatures.all().values().stream().filter(Signature::isNondeterministic)).hasSize(9);
  }

  @Test
  void find_print_isVariadicWithoutResult() {
    Signature print = Signatures.find("print").orElseThrow();

    assertThat(print.isVariadic()).isTrue();
    assertThat(print.type().hasResult()).isFalse();
    assertThat(print.type().parameter(7)).isEqualTo(Type.ANY);
    assertThat(print.type()).hasToString("(any...) => ???");
  }

  @Test
  void find_unknownName_isEmpty() {
    assertThat(Signatures.find("http.receive")).isEmpty();
  }

  @Test
  void text_ofEverySignature_readsBackAsTheSame() {
    List<Type.FunctionOf> types = Signatures.all().values().stream().map(Signature::type).toList();

    assertThat(types.stream().map(type -> TypeParser.function(type.toString())).toList())
        .isEqualTo(types);
  }
}
