package io.mailbuoy.notifier;

final class Placeholder {}
