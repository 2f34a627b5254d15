package io.mailbuoy.classifier;

final class Placeholder {}
