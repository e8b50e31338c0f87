package io.watchword.authz.value;

/// A string, as Java holds it.
public record StringValue(String text) implements Value {

  @Override
  public int rank() {
    return 3;
  }

  @Override
  public String typeName() {
    return "string";
  }

  // Hot in every field look-up; a record's generated methods go through an indirection.
  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof StringValue string && text.equals(string.text));
  }

  @Override
  public String toString() {
    return RegoText.of(this);
  }
}
