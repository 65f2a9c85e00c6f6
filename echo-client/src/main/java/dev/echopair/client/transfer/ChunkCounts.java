package dev.echopair.client.transfer;

/**
 * What became of the datagrams of a transfer.
 *
 * @param chunks how many parts the file has
 * @param datagramBytes bytes of a full datagram, header included
 * @param sent datagrams, first and repeated ones
 * @param retried those among them that repeated a chunk
 * @param received first replies in time
 * @param lost datagrams without a reply in time
 * @param late first replies after the timeout; they are among the lost
 * @param corrupted replies to a datagram that differed from it
 * @param duplicated further replies to an answered datagram
 * @param reordered replies that were overtaken by one to a later datagram (RFC 4737)
 * @param unknown datagrams that are no reply to this transfer, or whose header came back changed
 * @param rounds how many times the file was gone through, the first time included
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
