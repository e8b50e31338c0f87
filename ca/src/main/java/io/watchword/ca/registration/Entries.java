package io.watchword.ca.registration;

import io.watchword.identity.id.SpiffeId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The registration entries. What is changed is on disk before a method returns.
public interface Entries {

  /// The entry with `entryId`.
  Optional<Entry> find(String entryId);

  /// All of them, in the order of their creation.
  List<Entry> all();

  /// The one that says the same as `wanted` of parent, SPIFFE ID, hint and selectors.
  Optional<Entry> like(Entry wanted);

  /// Those of one agent, in the order of their creation.
  List<Entry> ofParent(SpiffeId parent);

  /// A number that grows whenever an entry of `parent` comes, changes or goes. Costs nothing.
  long mark(SpiffeId parent);

  /// Runs `work` while nobody else changes an entry, here or in another CA.
  <T> T exclusively(Supplier<T> work);

  /// Adds `entry`, or replaces the one of its ID.
  void put(Entry entry);

  /// Adds or replaces `puts` and forgets `deletes`, in one step: all of it is on disk when this
  /// returns.
  void change(List<Entry> puts, List<String> deletes);

  /// Forgets the entry with `entryId`.
  void delete(String entryId);
}
