package io.watchword.agent.svid;

/// How much the cache holds.
///
/// @param limit SVIDs for the Workload API held at a time; beyond it they are made when asked for,
///   and those least recently asked for are forgotten
/// @param stores whether there is a store for SVIDs that are not for the Workload API
public record SvidSettings(int limit, boolean stores) {}
