package io.mailbuoy.classifier.core.correlation.reading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.pattern.SimplePatternTokenizer;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.util.CharsRef;
import org.apache.lucene.util.CharsRefBuilder;

/// Makes words of a sentence with Lucene's analysis: words, commas and marks of an ellipsis,
/// without fill words, stemmed, and every term of the vocabulary, of one word or of several, put in
/// the place of its words. The longest term wins, so that "IMAP migration" is no IMAP.
final class Terms {
  /// Letters of European scripts, and digits; others name no method and no symptom.
  private static final String WORD = "[a-z0-9\u00e0-\u024f]+|[,~]";

  private static final Pattern ASIDE = Pattern.compile("[()\\[\\]]|\\s-+\\s|:(?=\\s|$)");
  private static final Pattern NOT = Pattern.compile("n't\\b");
  private static final Pattern CANNOT = Pattern.compile("\\bcan(?:'t|not)\\b");
  private static final Pattern WONT = Pattern.compile("\\bwon't\\b");

  /// "…, but those who use IMAP4 are." A verb that ends a clause stands for what was said before.
  private static final Pattern ELLIPSIS =
      Pattern.compile("\\b(?:is|are|was|were|do|does|did)(?: not)?(?=\\s*(?:[,.;!?]|$))");

  private static final char TERM = '\u0001'; // no word holds it

  private final Analyzer words;
  private final Analyzer terms;
  private final List<Meaning> meanings = new ArrayList<>();

  /// @param fill words that are left out
  /// @param vocabulary phrases in plain words by their meaning
  /// @throws IllegalArgumentException naming every phrase that has two meanings or no word
  Terms(Collection<String> fill, Map<Meaning, List<String>> vocabulary) {
    CharArraySet fillers = new CharArraySet(fill, false);
    words = analyzer(fillers, null);
    terms = analyzer(fillers, synonyms(vocabulary));
  }

  private static Analyzer analyzer(
      CharArraySet fillers, @org.jspecify.annotations.Nullable SynonymMap synonyms) {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        Tokenizer source = new SimplePatternTokenizer(WORD);
        TokenStream stems = new PorterStemFilter(new StopFilter(source, fillers));
        return new TokenStreamComponents(
            source, synonyms == null ? stems : new SynonymGraphFilter(stems, synonyms, false));
      }
    };
  }

  private SynonymMap synonyms(Map<Meaning, List<String>> vocabulary) {
    SynonymMap.Builder builder = new SynonymMap.Builder();
    Map<List<String>, Meaning> known = new HashMap<>();
    List<String> faults = new ArrayList<>();
    vocabulary.forEach((meaning, phrases) -> {
      String term = TERM + Integer.toString(meanings.size());
      meanings.add(meaning);
      for (String phrase : phrases) {
        List<String> stems = analyzed(words, phrase);
        Meaning before = known.putIfAbsent(stems, meaning);
        if (stems.isEmpty()) {
          faults.add("'" + phrase + "' holds no word");
          continue;
        }
        if (before != null && !before.equals(meaning)) {
          faults.add("'%s' means %s and %s".formatted(phrase, before, meaning));
        }
        builder.add(
            SynonymMap.Builder.join(stems.toArray(String[]::new), new CharsRefBuilder()),
            new CharsRef(term),
            false);
      }
    });
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("the vocabulary is at odds: " + String.join("; ", faults));
    }
    try {
      return builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException("building in memory failed", e);
    }
  }

  /// The words of a sentence.
  List<Word> of(String sentence) {
    return analyzed(terms, sentence).stream().map(this::word).toList();
  }

  private Word word(String stem) {
    return stem.charAt(0) == TERM
        ? new Word("", meanings.get(Integer.parseInt(stem.substring(1))))
        : new Word(stem, null);
  }

  private static List<String> analyzed(Analyzer analyzer, String sentence) {
    List<String> stems = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream("text", normal(sentence))) {
      CharTermAttribute stem = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        stems.add(stem.toString());
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
    return stems;
  }

  private static String normal(String sentence) {
    String text = sentence.toLowerCase(Locale.ROOT).replace('~', ' ');
    text = CANNOT.matcher(text).replaceAll("can not");
    text = WONT.matcher(text).replaceAll("will not");
    text = NOT.matcher(text).replaceAll(" not");
    text = ELLIPSIS.matcher(text).replaceAll(" " + Word.ELLIPSIS + " ");
    return ASIDE.matcher(text).replaceAll(" , ");
  }
}
