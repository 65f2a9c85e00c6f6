package dev.echopair.client.command;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/** The option of the commands that send text. */
final class CharsetMixin {

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      converter = CharsetConverter.class,
      description = "Encode and decode text with this character set [${DEFAULT-VALUE}].")
  private Charset charset = StandardCharsets.UTF_8;

  Charset charset() {
    return charset;
  }

  /**
   * Encodes a text in the character set of the option.
   *
   * @throws CharacterCodingException when the character set lacks a character of the text
   */
  Buffer encode(String text) throws CharacterCodingException {
    ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
    byte[] exact = new byte[bytes.remaining()];
    bytes.get(exact);
    return Buffer.buffer(exact);
  }
}
