package io.mailbuoy.standalone.demo;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import java.io.IOException;

/// The plain text of a mail.
final class MailText {
  private MailText() {}

  static String of(Part part) throws MessagingException {
    try {
      if (part.getContent() instanceof Multipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          BodyPart each = parts.getBodyPart(i);
          String text = of(each);
          if (!text.isEmpty()) {
            return text;
          }
        }
        return "";
      }
      return part.isMimeType("text/plain") ? String.valueOf(part.getContent()) : "";
    } catch (IOException e) {
      throw new MessagingException("the mail's content cannot be read", e);
    }
  }
}
