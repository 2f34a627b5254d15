package io.mailbuoy.standalone;

final class Placeholder {}
