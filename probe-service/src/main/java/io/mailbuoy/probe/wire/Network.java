package io.mailbuoy.probe.wire;

/// What probes share to reach out.
public record Network(Deadlines deadlines, NameResolver names) implements AutoCloseable {
  public static Network open() {
    return new Network(new Deadlines(), new NameResolver());
  }

  @Override
  public void close() {
    deadlines.close();
    names.close();
  }
}
