package io.watchword.agent.svid;

/// What happens to SVIDs, for metrics. Must not block.
public interface SvidEvents {

  /// The CA signed an SVID for an entry that had none, or one that was to be renewed.
  void issued(IssuedSvid svid);

  /// An attempt failed; it will be made again.
  ///
  /// @param code of `docs/errors.md`
  void failed(String entryId, String code);
}
