package io.watchword.compliance.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<script>alert(1)</script>|&lt;script&gt;alert(1)&lt;/script&gt;",
        "\" onmouseover=\"x|&quot; onmouseover=&quot;x",
        "' autofocus '|&#39; autofocus &#39;",
        "&lt;|&amp;lt;",
        "größe 日本 😀|größe 日本 😀",
      })
  void text_hostile_isShownAsItStands(String text, String expected) {
    assertThat(Html.text(text).toString()).isEqualTo(expected);
    assertThat(Html.tag("a", "x").with("title", text).toString())
        .isEqualTo("<a title=\"" + expected + "\">x</a>");
  }

  @Test
  void text_invisibleCharacters_areMadeVisible() {
    assertThat(Html.text("a\u202eb\u0000c\u200bd\ud800e\u2028f").toString())
        .isEqualTo("a\\u202eb\\u0000c\\u200bd\\ud800e\\u2028f");
  }

  @Test
  void tag_nameFromOutside_isRefused() {
    assertThatThrownBy(() -> Html.tag("b onclick=x", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Html.tag("b", "").with("a b", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void style_thatWouldEndItself_isRefused() {
    assertThatThrownBy(() -> Html.style("a{}</style><script>"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bars_hostileLabel_isEscaped() {
    String svg = BarChart.of("<t>", java.util.List.of(new BarChart.Bar("<b>", 3))).toString();
    assertThat(svg).contains("&lt;b&gt;").doesNotContain("<b>").doesNotContain("<t>");
  }
}
