package io.watchword.authz.builtin.golang;

/// A number that Go keeps as the text it was written with: of kind string, type `json.Number`.
public record GoNumber(String text) {}
