package io.mailbuoy.probe;

final class Placeholder {}
