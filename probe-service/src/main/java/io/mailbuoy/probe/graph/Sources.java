package io.mailbuoy.probe.graph;

/// Where a published record of the provider's comes from.
public final class Sources {
  /// An issue of Graph's service health.
  public static final String GRAPH = "graph";

  /// A post of the message centre: news for administrators, and no incident.
  public static final String MESSAGE_CENTRE = "message-centre";

  /// An item of a public status page's feed.
  public static final String STATUS_PAGE = "status-page";

  private Sources() {}
}
