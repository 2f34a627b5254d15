package io.mailbuoy.testbed;

/// The fault switch of Graph. Off is [GraphFault.None].
public final class GraphFaults extends Switch<GraphFault> {
  GraphFaults() {
    super(new GraphFault.None());
  }
}
