package io.mailbuoy.testbed;

/// The fault switch of the token endpoint. Off is [EntraFault.None].
public final class EntraFaults extends Switch<EntraFault> {
  EntraFaults() {
    super(new EntraFault.None());
  }
}
