package dev.echopair.client.transfer;

/**
 * The counts of the datagrams of a transfer.
 *
 * @param chunks chunks of the file
 * @param datagramBytes bytes of a full datagram, header included
 * @param sent datagrams that were sent, retransmissions included
 * @param retried retransmissions of a chunk; {@code sent} includes them
 * @param received first replies in time
 * @param lost datagrams without a reply in time
 * @param late first replies after the timeout; {@code lost} includes their datagrams
 * @param corrupted replies whose payload differed from the payload that was sent
 * @param duplicated further replies to an answered datagram
 * @param reordered replies that came after the reply to a later datagram (RFC 4737)
 * @param unknown received datagrams that belong to another transfer or have a changed header
 * @param rounds passes over the file, the first one included
 */
public record ChunkCounts(
    long chunks,
    int datagramBytes,
    long sent,
    long retried,
    long received,
    long lost,
    long late,
    long corrupted,
    long duplicated,
    long reordered,
    long unknown,
    int rounds) {}
