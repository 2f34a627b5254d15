package io.mailbuoy.classifier.core.correlation.reading;

/// A piece of text and the paragraph that it stands in.
public record Passage(Paragraph paragraph, String text) {}
